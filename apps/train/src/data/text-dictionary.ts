import { copyOfText } from '#platform'
import { type MissingValues, trimmed } from './cells.ts'
import { GrowingArray } from './growing-array.ts'

const shortestSlice = 13

/** The cells of a column as indices into its different texts. */
export class TextDictionary {
  /** In the order of their first row. */
  readonly texts: string[] = []
  /** The number of the first row with each text. */
  readonly firstRows: number[] = []
  readonly #missing: MissingValues
  readonly #codeOf = new Map<string, number>()
  readonly #codes = new GrowingArray((length) => new Int32Array(length))
  #firstMissing: string | null = null

  constructor(missing: MissingValues) {
    this.#missing = missing
  }

  /** The text of the first missing cell; `null`: none is missing. */
  get firstMissing(): string | null {
    return this.#firstMissing
  }

  push(cell: string, row: number): void {
    const text = trimmed(cell)
    this.#codes.push(this.#codeOf.get(text) ?? this.#newCode(text, row))
  }

  /** The code of every cell, −1 for a missing one; empties the list of codes, not the texts. */
  takeCodes(): Int32Array {
    return this.#codes.take()
  }

  #newCode(slice: string, row: number): number {
    // A slice keeps the whole block of the file alive: keep a copy. Shorter texts are no slices in V8.
    const text = slice.length < shortestSlice ? slice : copyOfText(slice)
    const isMissing = this.#missing.has(text)
    const code = isMissing ? -1 : this.texts.length
    if (isMissing) this.#firstMissing ??= text
    else {
      this.texts.push(text)
      this.firstRows.push(row)
    }
    this.#codeOf.set(text, code)
    return code
  }
}

/** How often each of `size` codes occurs. */
export function countCodes(codes: Int32Array, size: number): number[] {
  const counts = new Array<number>(size).fill(0)
  for (const code of codes) if (code >= 0) counts[code] = (counts[code] ?? 0) + 1
  return counts
}
