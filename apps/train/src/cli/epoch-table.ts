import type { EpochRecord, Figures } from '../train/records.ts'
import { formatNumber } from './format-number.ts'

/** Lays epochs out as the lines of a table: a heading before the first, then a line for each. */
export class EpochTable {
  readonly #epochs: number
  #widths: readonly number[] | undefined

  /** @param epochs how many there will be at most */
  constructor(epochs: number) {
    this.#epochs = epochs
  }

  /** The lines for one epoch, each with its line feed. */
  lines(record: EpochRecord): string {
    const epoch = `${record.epoch}/${this.#epochs}`
    const figures = Object.entries(figuresOf(record))
    const cells = [epoch, ...figures.map(([, value]) => formatNumber(value))]
    if (this.#widths !== undefined) return aligned(cells, this.#widths)
    const names = ['epoch', ...figures.map(([name]) => name)]
    const widest = `${this.#epochs}/${this.#epochs}`.length
    this.#widths = names.map((name, column) => Math.max(name.length, column === 0 ? widest : 9))
    return aligned(names, this.#widths) + aligned(cells, this.#widths)
  }
}

/** An epoch in a few words, for the text beside a bar. */
export function briefly({ training, validation }: EpochRecord): string {
  const chosen = validation.accuracy === undefined ? 'r2' : 'accuracy'
  const value = validation[chosen]
  const parts = [`loss ${formatNumber(training.loss)}`]
  if (value !== undefined) parts.push(`${chosen} ${formatNumber(value)}`)
  return parts.join(', ')
}

function figuresOf({ training, validation }: EpochRecord): Figures {
  const { loss, inputGradientNorm, ...metrics } = validation
  return {
    loss: training.loss,
    ...training.penalties,
    ...(loss === undefined ? {} : { 'val. loss': loss }),
    ...metrics,
    ...(inputGradientNorm === undefined ? {} : { inputGradientNorm }),
  }
}

function aligned(cells: readonly string[], widths: readonly number[]): string {
  return `${cells.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  ')}\n`
}
