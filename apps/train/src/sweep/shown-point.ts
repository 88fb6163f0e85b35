import { quoted } from '../config/show.ts'

/** The values of a point in words: `training.batchSize 32, optimizer.adam.learningRate 0.01`. */
export const shownPoint = (paths: readonly string[], values: readonly unknown[]): string =>
  paths.map((path, i) => `${path} ${shownValue(values[i])}`).join(', ')

/** A value as one word where it is one, else as JSON. */
export function shownValue(value: unknown): string {
  if (typeof value === 'string') return /^[\w.-]+$/.test(value) ? value : quoted(value)
  return JSON.stringify(value) ?? ''
}
