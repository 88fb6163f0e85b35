import { bootstrapInterval } from './bootstrap.ts'
import { meanOf, varianceOf } from './moments.ts'
import { relabelTest, signFlipTest } from './permutation-test.ts'
import type { RandomDraws } from './random-draws.ts'
import { normalTail, studentQuantile, studentTail } from './student-t.ts'

/** How far one sample lies above another, and how sure that is. */
export interface SampleDifference {
  /** Of the means. */
  readonly difference: number
  /** Between what the difference of the means may lie; null where a sample is too small for one. */
  readonly interval: readonly [low: number, high: number] | null
  /** The standard error of the difference. */
  readonly error: number
  readonly degrees: number
  /** By Student's t for pairs, or by Welch's. */
  readonly p: number
  /** By all changes of signs for pairs, or of labels, which assumes nothing of the distribution. */
  readonly exactP: number
  /** The least that `exactP` could be with so many. */
  readonly leastExactP: number
}

/**
 * Whether a difference is more than noise by all three of its tests, of which each has its own weakness: normal
 * numbers, few rearrangements, few different resamples.
 *
 * @param correctedP `p` corrected for the number of differences that are looked at
 */
export function isReal(
  { interval, exactP, leastExactP }: SampleDifference,
  correctedP: number,
  level: number,
): boolean {
  const [low, high] = interval ?? [0, 0]
  return correctedP <= level && exactP <= Math.max(level, leastExactP) && low * high > 0
}

/** Samples that are smaller say nothing of their spread. */
export const FEWEST = 3

/** The difference of samples whose numbers belong together in pairs, that of the first subtracted. */
export function pairedDifference(
  first: readonly number[],
  second: readonly number[],
  level: number,
  draws: RandomDraws,
): SampleDifference {
  const differences = second.map((value, i) => value - (first[i] ?? Number.NaN))
  const size = differences.length
  const difference = meanOf(differences)
  const error = Math.sqrt(varianceOf(differences) / size)
  const degrees = size - 1
  const { p: exactP, leastP } = signFlipTest(differences, draws)
  return {
    difference,
    error,
    degrees,
    p: tailOf(difference, error, degrees),
    exactP,
    leastExactP: leastP,
    interval:
      size < FEWEST
        ? null
        : bootstrapInterval(differences, null, tailFor(level, degrees, size / (size - 1)), draws),
  }
}

/** The difference of samples that are independent, that of the first subtracted. */
export function unpairedDifference(
  first: readonly number[],
  second: readonly number[],
  level: number,
  draws: RandomDraws,
): SampleDifference {
  const [n, m] = [first.length, second.length]
  const [a, b] = [varianceOf(first) / n, varianceOf(second) / m]
  const difference = meanOf(second) - meanOf(first)
  const error = Math.sqrt(a + b)
  // Welch 1947, "The generalization of 'Student's' problem when several different population variances are involved".
  const degrees =
    a + b === 0 ? n + m - 2 : ((a + b) * (a + b)) / ((a * a) / (n - 1) + (b * b) / (m - 1))
  const { p: exactP, leastP } = relabelTest(first, second, draws)
  const resampled = (a * (n - 1)) / n + (b * (m - 1)) / m
  const widening = resampled === 0 ? 1 : (a + b) / resampled
  return {
    difference,
    error,
    degrees,
    p: tailOf(difference, error, degrees),
    exactP,
    leastExactP: leastP,
    interval:
      Math.min(n, m) < FEWEST
        ? null
        : bootstrapInterval(second, first, tailFor(level, degrees, widening), draws),
  }
}

function tailOf(difference: number, error: number, degrees: number): number {
  if (difference === 0) return 1
  return studentTail(error === 0 ? Number.POSITIVE_INFINITY : difference / error, degrees)
}

/**
 * The share of resampled means beyond each end of an interval, such that it is as wide as Student's where numbers are
 * normal: plain percentiles are too narrow for few numbers (Hesterberg 2015, "What teachers should know about the
 * bootstrap", section 5.3).
 */
const tailFor = (level: number, degrees: number, widening: number): number =>
  normalTail(Math.sqrt(widening) * studentQuantile(level, degrees))
