import { CsvSource } from '../data/csv-source.ts'
import { detectDelimiter } from '../data/delimiter.ts'
import { displayPath } from '../data/display-path.ts'
import { readHeader } from '../data/header.ts'
import { parseNumber } from '../data/parse-number.ts'
import { isComment } from '../data/read-csv.ts'
import { textBlocks } from '../data/text-blocks.ts'
import { InputError } from '../errors.ts'

/** How a CSV file is laid out, where that is not the usual, and the names of its columns. */
export interface FoundLayout {
  /** `null`: reading the file finds it. */
  readonly delimiter: ' ' | null
  readonly comment: string | null
  readonly header: boolean
  readonly columns: readonly string[]
  /** What stands between cells. */
  readonly separator: string
}

const sampleLines = 20

/**
 * Finds the layout of a CSV file by its first lines. `target`: a column that it is known to have; `null`: none is.
 * Throws `InputError` for a file that cannot be read as text, and for columns of one name.
 */
export async function findLayout(path: string, target: string | null): Promise<FoundLayout> {
  const lines = (await firstBlock(path)).split('\n').filter((line) => line.trim() !== '')
  if (lines.length === 0)
    throw new InputError({ place: displayPath(path), message: 'must hold rows, got an empty file' })
  const comment = commentOf(lines, target)
  const sample = lines.filter((line) => comment === null || !line.startsWith(comment))
  const text = sample.slice(0, sampleLines + 1).join('\n')
  const detected = detectDelimiter(text)
  const isSpaced = sample.every((line) => !line.includes(detected)) && areSpaced(sample)
  const separator = isSpaced ? ' ' : detected
  const rows = sample.slice(0, sampleLines).map((line) => cellsOf(line, separator))
  const [first = [], ...others] = rows
  const header = hasHeader(first, others, target)
  const place = `${displayPath(path)} row 1`
  return {
    delimiter: isSpaced ? ' ' : null,
    comment,
    header,
    columns: readHeader(first, header, place),
    separator,
  }
}

async function firstBlock(path: string): Promise<string> {
  for await (const { text } of textBlocks(CsvSource.file(path))) if (text.trim() !== '') return text
  return ''
}

/** What the lines at the head of a file begin with that are no rows. */
function commentOf(lines: readonly string[], target: string | null): string | null {
  const [first = ''] = lines
  if (!isComment(first)) return null
  const [mark = ''] = first
  const next = lines.find((line) => !line.startsWith(mark))
  if (next === undefined || mark.trim() === '') return null
  const separator = detectDelimiter([first, next].join('\n'))
  const cells = cellsOf(first, separator)
  if (target !== null && cells.includes(target)) return null
  return cells.length === cellsOf(next, separator).length && cells.length > 1 ? null : mark
}

/** Whether lines are cells between spaces: all of them have as many, two or more. */
function areSpaced(lines: readonly string[]): boolean {
  const widths = lines.slice(0, sampleLines).map((line) => cellsOf(line, ' ').length)
  const [first = 1] = widths
  return first > 1 && widths.length > 1 && widths.every((width) => width === first)
}

function cellsOf(line: string, separator: string): string[] {
  const cells: string[] = []
  const quotedOr = separator === ' ' ? / +/ : separator
  if (!line.includes('"'))
    return line
      .split(quotedOr)
      .flatMap((cell) => (separator === ' ' && cell === '' ? [] : [cell.trim()]))
  let [cell, isQuoted] = ['', false]
  for (const character of line) {
    if (character === '"') isQuoted = !isQuoted
    else if (character === separator && !isQuoted) {
      cells.push(cell.trim())
      cell = ''
    } else cell += character
  }
  return [...cells, cell.trim()].filter((text) => separator !== ' ' || text !== '')
}

/** Whether the first row names the columns. */
function hasHeader(
  first: readonly string[],
  others: readonly (readonly string[])[],
  target: string | null,
): boolean {
  if (target !== null && first.includes(target)) return true
  if (target !== null && namesPosition(target, first.length)) return false
  if (new Set(first).size < first.filter((cell) => cell !== '').length) return false
  const numbers = first.filter(isNumber)
  const isCounting =
    numbers.length === first.length &&
    numbers.every((cell, i) => Number(cell) - i === Number(first[0]))
  if (numbers.length === 0 || isCounting) return true
  const [second = []] = others
  return first.some((cell, i) => isNumber(cell) !== isNumber(second[i] ?? ''))
}

const isNumber = (cell: string): boolean => !Number.isNaN(parseNumber(cell))

function namesPosition(name: string, width: number): boolean {
  const [, digits] = /^column([1-9]\d*)$/.exec(name) ?? []
  return digits !== undefined && Number(digits) <= width
}
