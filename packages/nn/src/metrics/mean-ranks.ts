/** The rank of each value, from 1 for the least; values that tie hold the mean of their ranks. */
export function meanRanks(values: ArrayLike<number>): Float64Array {
  const order = Array.from(values, (_, index) => index).sort(
    (a, b) => (values[a] ?? 0) - (values[b] ?? 0),
  )
  const ranks = new Float64Array(order.length)
  for (let begin = 0; begin < order.length; ) {
    let end = begin
    while (end < order.length && values[order[end] ?? 0] === values[order[begin] ?? 0]) end++
    for (const index of order.slice(begin, end)) ranks[index] = (begin + 1 + end) / 2
    // A value that is no number equals nothing, not even itself.
    begin = Math.max(end, begin + 1)
  }
  return ranks
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
