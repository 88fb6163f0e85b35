import type { Tensor } from '@sobolev/core'
import { defineMetric } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { pickTargets } from '../losses/pick-targets.ts'
import { checkClasses } from './check-rows.ts'

export const expectedCalibrationError = defineMetric({
  name: 'expectedCalibrationError',
  summary: 'How far a model’s confidence is from how often it is right; 0 is well calibrated.',
  formula:
    'Σ over bins of (examples of the bin / n) |accuracy − mean confidence|, of equal width by the largest probability',
  paper: {
    authors: 'Naeini, Cooper & Hauskrecht',
    year: 2015,
    title: 'Obtaining well calibrated probabilities using Bayesian binning',
  },
  cost: 'none to speak of',
  when: 'Probabilities that people will act on, beside a measure of how good guesses are: always naming the frequent class with its share is well calibrated.',
  notes:
    'A bin holds its upper edge and not its lower one. Of few examples it is above 0 by chance alone. Of equal probabilities the first class counts. NaN for no examples, and for probabilities that are not numbers. Probabilities are [n, classes], targets class numbers, int32 [n]; other shapes are a ShapeError, another dtype a DTypeError, a class number out of range a RangeError.',
  aliases: ['ece', 'calibrationError'],
  better: 'smaller',
  takes: 'probabilities',
  options: {
    bins: option.integer({
      minimum: 1,
      maximum: 10_000,
      default: 15,
      words: 'how many bins there are from 0 to 1',
    }),
  },
  short: 'bins',
  example: {
    options: { bins: 2 },
    predictions: [
      [0.75, 0.25],
      [0.75, 0.25],
      [0, 1],
      [0.5, 0.5],
    ],
    targets: [0, 1, 1, 0],
    value: 0.25,
  },
  accumulation: {
    count: (probabilities, targets, { bins }) => [
      ...surplusOf(probabilities, targets, bins),
      targets.size,
    ],
    figure: (counts) => meanSurplus(counts.slice(0, -1), counts.at(-1) ?? 0),
  },
  compute: (probabilities, targets, { bins }) =>
    meanSurplus(surplusOf(probabilities, targets, bins), targets.size),
})

/** By bin, how much the confidence exceeds the hits, summed over the examples. */
function surplusOf(probabilities: Tensor, targets: Tensor, bins: number): number[] {
  checkClasses('expectedCalibrationError', probabilities, targets)
  // Only for its errors, which name this metric.
  pickTargets('expectedCalibrationError', probabilities, targets)
  const classes = probabilities.shape[1] ?? 0
  const surplus = new Float64Array(bins)
  targets.data.forEach((target, row) => {
    const values = Array.from(probabilities.data.subarray(row * classes, (row + 1) * classes))
    const confidence = values.reduce((most, value) => Math.max(most, value), 0)
    // What is not a number is in none; in the first one it makes the figure NaN, too.
    const place = Number.isNaN(confidence) ? 1 : Math.ceil(confidence * bins)
    const bin = Math.min(bins, Math.max(1, place)) - 1
    const isRight = values.indexOf(confidence) === target
    surplus[bin] = (surplus[bin] ?? 0) + confidence - (isRight ? 1 : 0)
  })
  return Array.from(surplus)
}

const meanSurplus = (surplus: readonly number[], examples: number): number =>
  surplus.reduce((sum, value) => sum + Math.abs(value), 0) / examples
