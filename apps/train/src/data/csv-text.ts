import { withoutFormula } from './formulas.ts'

/** A cell of a CSV file that is written: a text, a number, or nothing. */
export type CsvCell = string | number | boolean | null | undefined

/** How texts are written. */
export interface CsvFormat {
  /** @default ',' */
  readonly delimiter?: string
  /**
   * Whether a text that a spreadsheet would run as a formula gets an apostrophe in front.
   * @default true
   */
  readonly escapesFormulas?: boolean
}

/**
 * Rows as CSV, each ended by a line feed: numbers with all their digits, empty where they are not finite; texts in quotes
 * where they need some, and such that no spreadsheet runs them as formulas.
 */
export function csvText(
  rows: readonly (readonly CsvCell[])[],
  { delimiter = ',', escapesFormulas = true }: CsvFormat = {},
): string {
  const written = (cell: CsvCell): string => {
    if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : ''
    const text = String(cell ?? '')
    return quotedIfNeeded(escapesFormulas ? withoutFormula(text) : text, delimiter)
  }
  return rows.map((cells) => `${cells.map(written).join(delimiter)}\n`).join('')
}

function quotedIfNeeded(text: string, delimiter: string): string {
  const needs = text.includes(delimiter) || /["\r\n]|^\s|\s$/.test(text)
  return needs ? `"${text.replaceAll('"', '""')}"` : text
}
