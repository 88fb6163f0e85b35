import { quoted } from '../config/show.ts'
import { InputError } from '../errors.ts'
import { parseNumber } from './parse-number.ts'

/** The largest number that float32 holds. */
export const LARGEST_FLOAT32 = 3.4028234663852886e38

/** Which cells hold no value. */
export class MissingValues {
  readonly #texts: ReadonlySet<string>
  readonly #numbers: ReadonlySet<number>

  constructor(texts: readonly string[]) {
    this.#texts = new Set(texts.map((text) => text.trim()))
    this.#numbers = new Set(texts.map(parseNumber).filter((value) => !Number.isNaN(value)))
  }

  /** A text that stands for no value: an empty one unless that is a value here. */
  get text(): string {
    const [first = ''] = this.#texts
    return this.#texts.has('') ? '' : first
  }

  /** Whether a cell's text, without the spaces around it, stands for no value. */
  hasText(text: string): boolean {
    return this.#texts.has(text)
  }

  /** Whether a number, such as -999, stands for no value. */
  hasNumber(value: number): boolean {
    return this.#numbers.size > 0 && this.#numbers.has(value)
  }

  /** Whether a cell holds no value. */
  has(cell: string): boolean {
    return this.#texts.has(trimmed(cell)) || this.hasNumber(parseNumber(cell))
  }
}

/** A cell's text without the spaces around it. */
export function trimmed(cell: string): string {
  const last = cell.length - 1
  return last >= 0 && (cell.charCodeAt(0) <= 32 || cell.charCodeAt(last) <= 32) ? cell.trim() : cell
}

/** An error about one cell. `place`: the file. */
export function cellError(place: string, row: number, column: string, message: string): InputError {
  return new InputError({ place: `${place} row ${row}, column ${quoted(column)}`, message })
}
