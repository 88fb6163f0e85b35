import type { SampleDifference } from './sample-difference.ts'
import { FEWEST } from './sample-difference.ts'
import { studentQuantile } from './student-t.ts'

/** How often a real difference is to be found. */
const POWER = 0.8

/** Numbers of seeds that nobody runs. */
const MOST_SEEDS = 1000

/** Student's quantiles of the level and of the power, added: a difference of so many errors is found that often. */
const errorsNeeded = (level: number, degrees: number): number =>
  studentQuantile(level, degrees) + studentQuantile(2 * (1 - POWER), degrees)

/** The smallest difference that so many seeds show in 4 of 5 cases. */
export const detectable = ({ error, degrees }: SampleDifference, level: number): number =>
  error * errorsNeeded(level, degrees)

/**
 * How many seeds in each group show the difference that was found in 4 of 5 cases, if it is real; null for more than
 * 1,000, and where there is no difference.
 *
 * @param seeds how many the difference was found with: pairs, or those of the smaller group
 */
export function seedsNeeded(
  found: SampleDifference,
  seeds: number,
  level: number,
  isPaired: boolean,
): number | null {
  const { difference, error } = found
  const suffices = (count: number): boolean => {
    const degrees = isPaired ? count - 1 : 2 * (count - 1)
    return error * Math.sqrt(seeds / count) * errorsNeeded(level, degrees) <= Math.abs(difference)
  }
  if (difference === 0 || !suffices(MOST_SEEDS)) return null
  let [low, high] = [FEWEST - 1, MOST_SEEDS]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (suffices(middle)) high = middle
    else low = middle
  }
  return high
}
