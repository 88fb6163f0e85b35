/** The sum of some numbers divided by how many there are; NaN for none. */
export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/** The sum of squared distances from the mean divided by their number less one; 0 for a single number. */
export function varianceOf(values: readonly number[]): number {
  if (values.length < 2) return 0
  const mean = meanOf(values)
  const squares = values.map((value) => (value - mean) * (value - mean))
  return squares.reduce((sum, square) => sum + square, 0) / (values.length - 1)
}

/** How far numbers of a sample lie from their mean; 0 for a single number. */
export const standardDeviationOf = (values: readonly number[]): number =>
  Math.sqrt(varianceOf(values))
