/**
 * Probabilities corrected for how many there are: to call what is below a level different is wrong anywhere with at most
 * that probability (Holm 1979, "A simple sequentially rejective multiple test procedure"). In the order given.
 */
export function holm(probabilities: readonly number[]): number[] {
  const order = probabilities.map((_, index) => index)
  order.sort((a, b) => (probabilities[a] ?? 0) - (probabilities[b] ?? 0))
  const corrected = probabilities.slice()
  let largest = 0
  order.forEach((index, rank) => {
    largest = Math.max(largest, (probabilities[index] ?? 1) * (order.length - rank))
    corrected[index] = Math.min(1, largest)
  })
  return corrected
}
