import type { ColumnSummary } from '../data/column-summary.ts'
import { count, plainNumber } from './format-number.ts'
import { preparationText } from './preparation-text.ts'
import { fitted, fittedName, padEnd, padStart, widthOf } from './text-width.ts'
import { visibleLine } from './visible.ts'

/** Columns that are listed unless all are asked for. */
const MAX_ROWS = 20
const gap = '  '

const headings = ['column', 'read as', 'values', 'missing', 'filled with', 'scaled by']
/**
 * The smallest width to which each column of the table is cut on a narrow terminal. Columns of the first
 * entry are cut first, those of the next only when that is not enough.
 */
const narrowest = [
  { values: 13, column: 10 },
  { 'filled with': 8, 'read as': 8 },
  { 'scaled by': 8, values: 6, column: 6 },
] as const

/**
 * How the columns of a file were read, as the lines of a table.
 *
 * @param width of the terminal, in columns; cells that are too long for it end in `…`
 * @param allColumns whether every column gets its line, or only the first 20
 */
export function columnTable(
  summaries: readonly ColumnSummary[],
  width: number,
  allColumns: boolean,
): string {
  const shownSummaries =
    allColumns || summaries.length <= MAX_ROWS + 1 ? summaries : summaries.slice(0, MAX_ROWS)
  const rows = [headings, ...shownSummaries.map((summary) => cellsOf(summary).map(visibleLine))]
  const natural = headings.map((_, column) =>
    Math.max(...rows.map((row) => widthOf(row[column] ?? ''))),
  )
  const widths = narrowed(natural, width - gap.length * (headings.length - 1))
  const lines = rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0
        if (headings[column] === 'missing') return padStart(cell, width)
        return padEnd(
          headings[column] === 'column' ? fittedName(cell, width) : fitted(cell, width),
          width,
        )
      })
      .join(gap)
      .trimEnd(),
  )
  const others = summaries.length - shownSummaries.length
  if (others > 0) lines.push(`${count(others, 'more column')}; validate --all-columns lists them`)
  return lines.map((line) => `${line}\n`).join('')
}

/** The natural widths, made smaller in the order of `narrowest` until they add up to at most `free`. */
function narrowed(natural: readonly number[], free: number): number[] {
  const widths = [...natural]
  for (const floors of narrowest) {
    const floorOf = new Map<string, number>(Object.entries(floors))
    for (let excess = widths.reduce((a, b) => a + b, 0) - free; excess > 0; excess--) {
      const wider = headings.flatMap((name, at) => {
        const floor = floorOf.get(name)
        return floor !== undefined && (widths[at] ?? 0) > floor ? [at] : []
      })
      const widest = Math.max(...wider.map((at) => widths[at] ?? 0))
      const cut = wider.find((at) => widths[at] === widest)
      if (cut === undefined) break
      widths[cut] = widest - 1
    }
  }
  return widths
}

function cellsOf(summary: ColumnSummary): string[] {
  const { column, role, range, categories, missing } = summary
  if (role === 'left out') return [column, 'left out', '', '', '', '']
  const values =
    range !== null
      ? `${plainNumber(range.min)} to ${plainNumber(range.max)}`
      : categories === null
        ? ''
        : `${categories.count}: ${categories.first.map((text) => (text === '' ? '""' : text)).join(', ')}${categories.first.length < categories.count ? ', …' : ''}`
  return [
    column,
    readingOf(summary),
    values,
    missing === null ? '' : String(missing),
    missing === null || missing === 0 ? '' : filling(summary),
    preparationText(summary),
  ]
}

function readingOf({ role, readAs }: ColumnSummary): string {
  if (role === 'mark of parts') return 'parts'
  if (role === 'for methods') return `${readAs ?? ''} for methods`
  if (role === 'weight') return readAs?.replace('numbers', 'weights') ?? ''
  if (role === 'id of sequences') return 'sequences'
  if (role === 'time') return readAs?.replace('numbers', 'time') ?? ''
  return (role === 'target' ? readAs?.replace('numbers', 'target') : readAs) ?? ''
}

function filling({ filledWith, missingAs, encodedAs, hasIndicator, role }: ColumnSummary): string {
  if (missingAs === 'drop') return 'row left out'
  if (filledWith !== null) {
    const value = typeof filledWith === 'number' ? plainNumber(filledWith) : filledWith
    const way = missingAs === 'mostFrequent' ? '(mode)' : missingAs
    return `${value} ${way}${hasIndicator ? ', marked' : ''}`
  }
  if (encodedAs === 'sign') return '0'
  return role === 'input' ? 'a category' : ''
}
