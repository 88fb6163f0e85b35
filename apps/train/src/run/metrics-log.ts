import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs'
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
  #isOpen = true

  /** Opens the file for appending, creates it if missing, and removes an incomplete last line. */
  constructor(path: string) {
    this.#path = path
    this.#file = writingTo(path, () => openSync(path, 'a+'))
    this.#end = fstatSync(this.#file).size
    if (this.#end > 0) this.#truncate(readFileSync(this.#file).lastIndexOf('\n') + 1)
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

/** The records of a metrics log's text, less an unfinished last line. */
export function parseMetrics(text: string): unknown[] {
  const end = text.lastIndexOf('\n') + 1
  const lines = text.slice(0, end).split('\n')
  return lines.filter((line) => line !== '').map((line): unknown => JSON.parse(line))
}
