/** Thresholds that are tried evenly by rank. */
const EVENLY = 256
/** By how much ranks from either end grow. */
const GROWTH = 1.1

/**
 * A half, and numbers between the probabilities that there are: evenly by rank, and closer towards either end, where the
 * thresholds of rare classes lie.
 */
export function thresholdCandidates(probabilities: readonly number[]): number[] {
  const sorted = [...new Set(probabilities)].sort((a, b) => a - b)
  const places = new Set<number>()
  const step = Math.max(1, sorted.length / EVENLY)
  for (let i = 1; i < sorted.length; i += step) places.add(Math.floor(i))
  for (let rank = 1; rank < sorted.length; rank = Math.ceil(rank * GROWTH))
    places.add(rank).add(sorted.length - rank)
  const between = [...places].map((place) => ((sorted[place - 1] ?? 0) + (sorted[place] ?? 0)) / 2)
  return [0.5, ...between]
}
