import { argmax, type Tensor } from '@sobolev/core'
import { pickTargets } from '../losses/pick-targets.ts'
import type { Accumulation } from './accumulation.ts'
import { checkClasses } from './check-rows.ts'

/** How often which class was guessed for which. */
export interface GuessCounts {
  /** How many examples of each class were taken for each, class by class: [classes · classes]. */
  readonly cells: readonly number[]
  readonly examples: number
  /** By class: how many examples are of it. */
  readonly trues: readonly number[]
  /** By class: how many examples were taken for it. */
  readonly guesses: readonly number[]
  /** By class: how many examples of it were taken for it. */
  readonly hits: readonly number[]
  /** How many examples of the one class were taken for the other. */
  readonly count: (trueClass: number, guess: number) => number
}

/**
 * Compares the classes of largest score, of equal scores the first, with the true ones. Scores are [n, classes],
 * targets int32 [n]. Throws a ShapeError for other shapes, a DTypeError for another dtype, a RangeError for a class
 * number out of range.
 */
function countGuesses(metric: string, scores: Tensor, targets: Tensor): GuessCounts {
  checkClasses(metric, scores, targets)
  // Only for its errors, which name this metric.
  pickTargets(metric, scores, targets)
  const classes = scores.shape[1] ?? 0
  const counts = new Float64Array(classes * classes)
  const guessed = targets.size === 0 ? [] : argmax(scores, 1).data
  targets.data.forEach((target, row) => {
    const cell = target * classes + (guessed[row] ?? 0)
    counts[cell] = (counts[cell] ?? 0) + 1
  })
  return guessCounts(Array.from(counts))
}

/** The counts by their cells alone. */
function guessCounts(cells: readonly number[]): GuessCounts {
  const classes = Math.sqrt(cells.length)
  const count = (trueClass: number, guess: number): number =>
    cells[trueClass * classes + guess] ?? 0
  const labels = Array.from({ length: classes }, (_, index) => index)
  const total = (of: (index: number) => number): number =>
    labels.reduce((sum, index) => sum + of(index), 0)
  return {
    cells,
    examples: cells.reduce((sum, cell) => sum + cell, 0),
    trues: labels.map((label) => total((guess) => count(label, guess))),
    guesses: labels.map((label) => total((trueClass) => count(trueClass, label))),
    hits: labels.map((label) => count(label, label)),
    count,
  }
}

/** How a metric of these counts is computed, of all predictions at once and batch by batch. */
export const ofGuesses = <Options = unknown, Figure = number>(
  metric: string,
  figure: (counts: GuessCounts, options: Options) => Figure,
): {
  readonly compute: (scores: Tensor, targets: Tensor, options: Options) => Figure
  readonly accumulation: Accumulation<Options, Figure>
} => ({
  compute: (scores, targets, options) => figure(countGuesses(metric, scores, targets), options),
  accumulation: {
    count: (scores, targets) => countGuesses(metric, scores, targets).cells,
    figure: (cells, options) => figure(guessCounts(cells), options),
  },
})
