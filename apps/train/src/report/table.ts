import { formatNumber } from '../cli/format-number.ts'
import { csvText } from '../data/csv-text.ts'
import { type Content, element, type Markup } from './markup.ts'

/** A cell: a text, a number, or nothing. */
export type Cell = string | number | null | undefined

/** A table of a page; also a file of comma-separated values. */
export interface Table {
  readonly kind: 'table'
  /** The name of its file, of letters, digits and hyphens; each name once in a page. */
  readonly name: string
  readonly title: string
  readonly columns: readonly string[]
  /** The first cell of each row is its heading. */
  readonly rows: readonly (readonly Cell[])[]
}

/** A table; see `Table` for its parts. */
export const table = (parts: Omit<Table, 'kind'>): Table => ({ kind: 'table', ...parts })

/** Rows that a page shows; the file has all. */
const MAX_ROWS = 100

/** A table as HTML. Where it is wide it scrolls by itself. */
export function tableHtml({ title, columns, rows }: Table, limit: number = MAX_ROWS): Markup {
  const shown = evenly(rows, limit)
  // A column of numbers, where the others are missing.
  const looks = columns.map((_, column) => {
    const cells = rows.map((row) => row[column] ?? null).filter((cell) => cell !== null)
    return cells.length > 0 && cells.every((cell) => typeof cell === 'number')
      ? 'number'
      : undefined
  })
  const head = columns.map((name, column) =>
    element('th', { scope: 'col', class: looks[column] }, name),
  )
  const body = shown.map((cells) =>
    element(
      'tr',
      {},
      cells.map((cell, column) =>
        column === 0
          ? element('th', { scope: 'row' }, cellText(cell))
          : element('td', { class: looks[column] }, cellText(cell)),
      ),
    ),
  )
  const less = shown.length < rows.length ? ` (${shown.length} of ${rows.length} rows)` : ''
  return element(
    'div',
    { class: 'table', role: 'group', 'aria-label': title, tabindex: 0 },
    element(
      'table',
      {},
      element('caption', {}, `${title}${less}`),
      element('thead', {}, element('tr', {}, head)),
      element('tbody', {}, body),
    ),
  )
}

const cellText = (cell: Cell): Content => {
  if (typeof cell !== 'number') return cell ?? '–'
  if (Number.isInteger(cell) && Math.abs(cell) < 1e15) return cell
  return Number.isFinite(cell) ? formatNumber(cell) : '–'
}

/** At most so many of some things, the first and the last among them, evenly spread. */
export function evenly<T>(things: readonly T[], limit: number): readonly T[] {
  if (things.length <= limit) return things
  const step = (things.length - 1) / (limit - 1)
  return Array.from({ length: limit }, (_, i) => Math.round(i * step)).flatMap((index) =>
    things.slice(index, index + 1),
  )
}

/** A table as CSV: numbers with all their digits, texts such that no spreadsheet runs them as formulas. */
export const tableCsv = ({ columns, rows }: Table): string => csvText([columns, ...rows])
