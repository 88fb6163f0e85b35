/** The rank of each value, from 1 for the least; values that tie hold the mean of their ranks. NaN of what is no number. */
export function meanRanks(values: ArrayLike<number>): Float64Array {
  // Not the indices by their values: of millions of rows these take much more memory.
  const sorted = new Float64Array(values).sort()
  return new Float64Array(values).map((value) => {
    const begin = countWhere(sorted, (other) => other < value)
    const end = countWhere(sorted, (other) => other <= value)
    return Number.isNaN(value) ? value : (begin + 1 + end) / 2
  })
}

/** How many of sorted values, all of which stand before the others, are as asked. */
function countWhere(sorted: Float64Array, is: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (is(sorted[middle] ?? Number.NaN)) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * The chance that a random positive example scores higher than a random negative one, ties half; NaN without
 * either, and for scores that are not numbers.
 *
 * @param isPositive of the example at an index
 */
export function areaUnderCurve(
  scores: ArrayLike<number>,
  isPositive: (index: number) => boolean,
): number {
  const ranks = meanRanks(scores)
  let positives = 0
  let rankSum = 0
  for (const [index, rank] of ranks.entries()) {
    if (Number.isNaN(scores[index])) return Number.NaN
    if (!isPositive(index)) continue
    positives++
    rankSum += rank
  }
  const negatives = ranks.length - positives
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives)
}
