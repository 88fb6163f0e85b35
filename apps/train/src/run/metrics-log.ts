import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'

/**
 * A file of one JSON object a line (`metrics.jsonl`), written as training goes. Each line goes out
 * in one write, so that a killed process can tear at most the last one: it then lacks its line feed
 * and is not part of the log. Numbers that are not finite are written as `null`.
 */
export class MetricsLog {
  readonly #file: number
  #isOpen = true

  /** Opens the file at its end and makes it where there is none. */
  constructor(path: string) {
    this.#file = openSync(path, 'a')
  }

  /** Adds one line. */
  append(record: object): void {
    writeSync(this.#file, `${JSON.stringify(record)}\n`)
  }

  /** Syncs the lines to the disk and closes the file; a second call does nothing. */
  close(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    fsyncSync(this.#file)
    closeSync(this.#file)
  }
}

/** The records of a metrics log's text, less an unfinished last line. */
export function parseMetrics(text: string): unknown[] {
  const end = text.lastIndexOf('\n') + 1
  const lines = text.slice(0, end).split('\n')
  return lines.filter((line) => line !== '').map((line): unknown => JSON.parse(line))
}
