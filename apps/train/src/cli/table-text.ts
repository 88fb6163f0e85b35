import type { Nested } from '@sobolev/core'
import type { FigureRemarks } from '../train/figures.ts'
import type { Measure } from '../train/measures.ts'
import type { PartTables, TableColumns } from '../train/records.ts'
import { count, formatFigure } from './format-number.ts'
import type { TextOutput } from './io.ts'
import { fittedName, padEnd, padStart, widthOf, wrapped } from './text-width.ts'
import { visibleLine } from './visible.ts'

/** What tables are about. */
export interface TableContext {
  readonly measures: readonly Measure[]
  readonly classes: readonly string[]
  readonly remarks: FigureRemarks
}

/** Pairs of classes that are named where a matrix is too wide. */
const MAX_CONFUSIONS = 10
const INDENT = '  '

/**
 * Tables one under another, each below an empty line and its name; of curves only how many points they have. A matrix
 * that `output` is too narrow for becomes a list of the classes that are confused most often.
 */
export function tableTexts(
  tables: PartTables,
  { measures, classes, remarks }: TableContext,
  output: TextOutput,
): string {
  const width = output.columns ?? 80
  const names = classes.map(visibleLine)
  const texts = Object.entries(tables).map(([name, table]) => {
    const title = visibleLine(name)
    if (table === null) return sentence(`${title}: none, ${remarks[name] ?? ''}`, width)
    switch (measures.find((measure) => measure.name === name)?.gives) {
      case 'classMatrix':
        return matrixText(title, rowsOf(table), names, width)
      case 'byClass':
        return `${title}\n${byClassText(table, names, width)}`
      default: {
        const points = Object.values(table).map(numbersOf)[0]?.length ?? 0
        return sentence(`${title}: ${count(points, 'point')}, which --json shows`, width)
      }
    }
  })
  return texts.map((text) => `\n${text}`).join('')
}

const sentence = (text: string, width: number): string => `${wrapped(text, width)}\n`

/** Rows of the first column of a table that is a matrix. */
const rowsOf = (table: TableColumns): number[][] => {
  const [matrix] = Object.values(table)
  return Array.isArray(matrix) ? matrix.map(numbersOf) : []
}

/** Numbers of a list; NaN in place of anything else. */
const numbersOf = (values: Nested | undefined): number[] =>
  Array.isArray(values)
    ? values.map((value) => (typeof value === 'number' ? value : Number.NaN))
    : []

function matrixText(
  title: string,
  counts: readonly (readonly number[])[],
  classes: readonly string[],
  width: number,
): string {
  const total = sumOf(counts.flat())
  const wrong = total - sumOf(counts.map((row, index) => row[index] ?? 0))
  const heading = `${title}: ${wrong} of ${total} wrong`
  const cells = counts.map((row) => row.map((cell) => (cell === 0 ? '·' : String(cell))))
  const widest = Math.max(...cells.flat().map(widthOf))
  const natural = Math.max(0, ...classes.map(widthOf))
  // Names are cut before a matrix is given up, to three characters at least where there are more.
  const least = Math.max(widest, Math.min(3, natural))
  const room = (cell: number, name: number): number =>
    INDENT.length + name + classes.length * (cell + 1)
  const cell = range(Math.max(widest, natural), least).find((size) => room(size, natural) <= width)
  const name = range(natural, Math.min(natural, 6)).find(
    (size) => room(cell ?? least, size) <= width,
  )
  if (name === undefined) return confusions(heading, counts, classes, width)
  const line = (first: string, row: readonly string[]): string =>
    `${INDENT}${padEnd(fittedName(first, name), name)}${row
      .map((text) => ` ${padStart(fittedName(text, cell ?? least), cell ?? least)}`)
      .join('')}\n`
  const rows = cells.map((row, index) => line(classes[index] ?? '', row))
  return `${sentence(`${heading}; rows are true classes, columns predicted`, width)}${line('', classes)}${rows.join('')}`
}

/** Whole numbers from `most` down to `least`. */
const range = (most: number, least: number): number[] =>
  Array.from({ length: Math.max(0, most - least + 1) }, (_, index) => most - index)

function confusions(
  heading: string,
  counts: readonly (readonly number[])[],
  classes: readonly string[],
  width: number,
): string {
  const pairs = counts
    .flatMap((row, label) => row.map((times, guess) => ({ label, guess, times })))
    .filter(({ label, guess, times }) => label !== guess && times > 0)
    .toSorted((a, b) => b.times - a.times)
  const shown = pairs.slice(0, MAX_CONFUSIONS)
  const digits = Math.max(0, ...shown.map(({ times }) => String(times).length))
  const room = Math.max(3, (width - INDENT.length - digits - ' × "" taken for ""'.length) >> 1)
  const nameOf = (label: number): string => fittedName(classes[label] ?? '', room)
  const lines = shown.map(({ label, guess, times }) => {
    const amount = padStart(String(times), digits)
    return `${INDENT}${amount} × "${nameOf(label)}" taken for "${nameOf(guess)}"\n`
  })
  const others = pairs.length - shown.length
  const more =
    others > 0 ? sentence(`${INDENT}${count(others, 'more pair')}; --json shows all`, width) : ''
  return `${sentence(heading, width)}${lines.join('')}${more}`
}

function byClassText(table: TableColumns, classes: readonly string[], width: number): string {
  const columns = Object.entries(table).map(([name, values]) => {
    const numbers = numbersOf(values)
    const cells = numbers.map(numbers.every(Number.isInteger) ? String : formatFigure)
    const heading = visibleLine(name)
    return { heading, cells, width: Math.max(...[heading, ...cells].map(widthOf)) }
  })
  const natural = Math.max(0, ...classes.map(widthOf))
  const gaps = [2, 1].map((gap) => ({
    gap,
    room: width - INDENT.length - columns.reduce((sum, column) => sum + column.width + gap, 0),
  }))
  const { gap, room } = gaps.find(({ room }) => room >= natural) ?? {
    gap: 1,
    room: gaps[1]?.room ?? 0,
  }
  const name = Math.max(Math.min(natural, room), Math.min(natural, 3))
  const line = (first: string, row: readonly string[]): string =>
    `${INDENT}${padEnd(fittedName(first, name), name)}${columns
      .map((column, index) => ' '.repeat(gap) + padStart(row[index] ?? '', column.width))
      .join('')}\n`
  const heading = line(
    '',
    columns.map(({ heading }) => heading),
  )
  const rows = classes.map((label, row) =>
    line(
      label,
      columns.map(({ cells }) => cells[row] ?? ''),
    ),
  )
  return heading + rows.join('')
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)
