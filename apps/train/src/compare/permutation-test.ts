import type { RandomDraws } from './random-draws.ts'

/** Up to so many rearrangements all are tried; of more, a random choice. */
const MOST_EXACT = 200_000
const RANDOM_TRIES = 10_000

/** The share of rearrangements under which numbers look at least as different, and the least it could be. */
export interface PermutationTest {
  readonly p: number
  /** Where even numbers that are wholly apart could not do better: few rearrangements have no small share. */
  readonly leastP: number
}

/**
 * How probable a mean so far from 0 is if each difference could as well have the other sign (Fisher 1935, "The design
 * of experiments", section 21): pairs of two groups that are one.
 */
export function signFlipTest(differences: readonly number[], draws: RandomDraws): PermutationTest {
  const size = differences.length
  const total = (flipped: (i: number) => boolean): number =>
    Math.abs(differences.reduce((sum, value, i) => sum + (flipped(i) ? -value : value), 0))
  const bar = threshold(
    total(() => false),
    differences,
  )
  const patterns = powerOfTwo(size)
  if (patterns <= MOST_EXACT) {
    // In the order of a Gray code, each pattern differs from the one before in a single sign.
    const signed = Float64Array.from(differences)
    let sum = signed.reduce((a, b) => a + b, 0)
    let hits = Number(Math.abs(sum) >= bar)
    for (let pattern = 1; pattern < patterns; pattern++) {
      const place = 31 - Math.clz32(pattern & -pattern)
      const value = signed[place] ?? 0
      signed[place] = -value
      sum -= 2 * value
      hits += Number(Math.abs(sum) >= bar)
    }
    return { p: hits / patterns, leastP: 2 / patterns }
  }
  const uniform = draws.uniform('signs', RANDOM_TRIES, size)
  return ofRandom((row) => total((i) => (uniform[row * size + i] ?? 0) < 0.5) >= bar)
}

/**
 * How probable means so far apart are if each number could as well be of the other group (Fisher 1935; Pitman 1937,
 * "Significance tests which may be applied to samples from any populations").
 */
export function relabelTest(
  first: readonly number[],
  second: readonly number[],
  draws: RandomDraws,
): PermutationTest {
  const pooled = [...first, ...second]
  const sum = pooled.reduce((a, b) => a + b, 0)
  // The means lie apart as far as the sum of the first group lies from its share of the whole.
  const share = (sum * first.length) / pooled.length
  const distance = (sumOfFirst: number): number => Math.abs(sumOfFirst - share)
  const bar = threshold(distance(first.reduce((a, b) => a + b, 0)), pooled)
  const choices = binomial(pooled.length, first.length)
  if (choices <= MOST_EXACT) {
    let hits = 0
    const choose = (from: number, left: number, chosenSum: number): void => {
      if (left === 0) {
        hits += Number(distance(chosenSum) >= bar)
        return
      }
      for (let i = from; i <= pooled.length - left; i++)
        choose(i + 1, left - 1, chosenSum + (pooled[i] ?? 0))
    }
    choose(0, first.length, 0)
    return { p: hits / choices, leastP: (first.length === second.length ? 2 : 1) / choices }
  }
  const size = pooled.length
  const uniform = draws.uniform('labels', RANDOM_TRIES, size)
  return ofRandom((row) => {
    const order = Float64Array.from(pooled)
    let sumOfFirst = 0
    for (let i = 0; i < first.length; i++) {
      const other = i + Math.floor((uniform[row * size + i] ?? 0) * (size - i))
      const value = order[other] ?? 0
      order[other] = order[i] ?? 0
      sumOfFirst += value
    }
    return distance(sumOfFirst) >= bar
  })
}

/** The arrangement that was found counts as one of those that were tried, so that no share is 0. */
function ofRandom(isAsDifferent: (row: number) => boolean): PermutationTest {
  let hits = 0
  for (let row = 0; row < RANDOM_TRIES; row++) hits += Number(isAsDifferent(row))
  return { p: (hits + 1) / (RANDOM_TRIES + 1), leastP: 1 / (RANDOM_TRIES + 1) }
}

/** From where a distance counts as no smaller: sums in another order differ in their last digits. */
const threshold = (distance: number, values: readonly number[]): number =>
  distance - 1e-9 * values.reduce((sum, value) => sum + Math.abs(value), 0)

function powerOfTwo(exponent: number): number {
  let power = 1
  for (let i = 0; i < exponent; i++) power *= 2
  return power
}

/** In how many ways `k` of `n` things can be chosen. */
function binomial(n: number, k: number): number {
  let ways = 1
  for (let i = 1; i <= k; i++) ways = (ways * (n - k + i)) / i
  return Math.round(ways)
}
