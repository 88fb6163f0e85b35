import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs'
import { InputError } from '../errors.ts'
import { writingTo } from '../write-error.ts'

/**
 * A file of one JSON object a line (`metrics.jsonl`), written during training. A line that cannot be
 * written as a whole, as on a full disk, is removed again; a killed process can leave at most the last
 * line incomplete, without its line feed, and readers ignore such a line. Numbers that are not finite are
 * written as `null`. All methods throw `WriteError`.
 */
export class MetricsLog {
  readonly #path: string
  readonly #file: number
  /** Bytes of whole lines. */
  #end: number
  #lines: number
  #isOpen = true

  /**
   * Opens the file for appending, creates it if missing, and removes an incomplete last line.
   *
   * @param lines removes all after so many lines; keeps what there is unless given
   * @throws InputError where it has fewer; the file is as it was then
   */
  constructor(path: string, lines: number = Number.POSITIVE_INFINITY) {
    if (lines !== Number.POSITIVE_INFINITY) checkLines(path, lines)
    this.#path = path
    this.#file = writingTo(path, () => openSync(path, 'a+'))
    const whole = endsOfLines(readFileSync(this.#file))
    this.#end = fstatSync(this.#file).size
    this.#lines = Math.min(lines, whole.length)
    const end = whole[this.#lines - 1] ?? 0
    if (end < this.#end) writingTo(path, () => ftruncateSync(this.#file, end))
    this.#end = end
  }

  /** How many lines it has. */
  get lines(): number {
    return this.#lines
  }

  /** Adds one line. */
  append(record: object): void {
    const line = new TextEncoder().encode(`${JSON.stringify(record)}\n`)
    writingTo(this.#path, () => {
      try {
        for (let done = 0; done < line.length; ) done += writeSync(this.#file, line, done)
      } catch (error) {
        this.#truncate(this.#end)
        throw error
      }
    })
    this.#end += line.length
    this.#lines++
  }

  /** Makes sure that all lines are on the disk. */
  sync(): void {
    if (this.#isOpen) writingTo(this.#path, () => fsyncSync(this.#file))
  }

  /** Syncs the lines to the disk and closes the file; a second call does nothing. */
  close(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    writingTo(this.#path, () => {
      try {
        fsyncSync(this.#file)
      } finally {
        closeSync(this.#file)
      }
    })
  }

  #truncate(bytes: number): void {
    try {
      ftruncateSync(this.#file, bytes)
      this.#end = bytes
    } catch {
      // The last line stays incomplete, and readers ignore such a line.
    }
  }
}

/** Throws an InputError unless a file has so many whole lines; one that is missing has none. */
function checkLines(path: string, lines: number): void {
  const found = existsSync(path) ? endsOfLines(writingTo(path, () => readFileSync(path))).length : 0
  if (found >= lines) return
  const message = `must hold the ${lines} epochs before the checkpoint, got ${found}; bring the file back`
  throw new InputError({ place: path, message })
}

/** The positions after each line feed. */
function endsOfLines(bytes: Uint8Array): number[] {
  const ends: number[] = []
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, end + 1)) ends.push(end + 1)
  return ends
}

/** The records of a metrics log's text, less an unfinished last line. */
export function parseMetrics(text: string): unknown[] {
  const end = text.lastIndexOf('\n') + 1
  const lines = text.slice(0, end).split('\n')
  return lines.filter((line) => line !== '').map((line): unknown => JSON.parse(line))
}
