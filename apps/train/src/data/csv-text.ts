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
 * where they need some, at the beginning of a line also where they might be read as a comment, and such that no spreadsheet
 * runs them as formulas.
 */
export function csvText(
  rows: readonly (readonly CsvCell[])[],
  { delimiter = ',', escapesFormulas = true }: CsvFormat = {},
): string {
  const written = (cell: CsvCell, column: number): string => {
    if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : ''
    const text = escapesFormulas ? withoutFormula(String(cell ?? '')) : String(cell ?? '')
    const needsQuotes = endsCell(text, delimiter) || (column === 0 && isLikeComment.test(text))
    return needsQuotes ? `"${text.replaceAll('"', '""')}"` : text
  }
  return rows.map((cells) => `${cells.map(written).join(delimiter)}\n`).join('')
}

const endsCell = (text: string, delimiter: string): boolean =>
  text.includes(delimiter) || /["\r\n]|^\s|\s$/.test(text)

/** What data.comment may name, but for what words, numbers and escaped formulas begin with. */
const isLikeComment = /^[^\p{L}\p{N}+\-=.'(_]/u
