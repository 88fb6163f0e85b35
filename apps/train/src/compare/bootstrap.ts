import { meanOf } from './moments.ts'
import type { RandomDraws } from './random-draws.ts'

const MOST_RESAMPLES = 10_000

/** How often samples of this size are drawn again: less often where that takes long and says no more. */
const resamplesOf = (size: number): number =>
  Math.max(1000, Math.min(MOST_RESAMPLES, Math.floor(2_000_000 / size)))

/** The means of samples that are drawn from a sample, with repetition, each as large as it is. */
function resampledMeans(
  values: readonly number[],
  count: number,
  name: string,
  draws: RandomDraws,
): Float64Array {
  const size = values.length
  const uniform = draws.uniform(name, count, size)
  const means = new Float64Array(count)
  for (let row = 0; row < count; row++) {
    let sum = 0
    for (let i = row * size; i < (row + 1) * size; i++)
      sum += values[Math.floor((uniform[i] ?? 0) * size)] ?? 0
    means[row] = sum / size
  }
  return means
}

/**
 * Between which values the mean of `values` may lie, or how far it may be above that of `others`: the interval of the
 * percentile bootstrap (Efron 1979, "Bootstrap methods"), of which `tail` lies beyond each end.
 */
export function bootstrapInterval(
  values: readonly number[],
  others: readonly number[] | null,
  tail: number,
  draws: RandomDraws,
): [low: number, high: number] {
  const count = resamplesOf(Math.max(values.length, others?.length ?? 0))
  const means = resampledMeans(values, count, 'bootstrap', draws)
  if (others !== null) {
    const subtrahends = resampledMeans(others, count, 'bootstrap of the others', draws)
    for (let row = 0; row < count; row++) means[row] = (means[row] ?? 0) - (subtrahends[row] ?? 0)
  }
  means.sort()
  const beyond = Math.min(Math.floor(tail * count), Math.floor((count - 1) / 2))
  const middle = meanOf(values) - (others === null ? 0 : meanOf(others))
  return [means[beyond] ?? middle, means[count - 1 - beyond] ?? middle]
}
