import type { Tensor } from '@sobolev/core'

/**
 * The quantiles 0, 1 / parts, …, 1 of each column of rows [n, columns], one column after the other, between two values in
 * proportion; of no rows zeros.
 */
export function quantilesOf(rows: Tensor, parts: number): number[] {
  const [n = 0, columns = 0] = rows.shape
  const { data } = rows
  return Array.from({ length: columns }, (_, column) => {
    const values = Float64Array.from({ length: n }, (_, row) =>
      Number(data[row * columns + column]),
    )
    values.sort()
    return Array.from({ length: parts + 1 }, (_, part) => {
      const place = (part * (n - 1)) / parts
      const below = Math.max(Math.floor(place), 0)
      const low = values[below] ?? 0
      const high = values[Math.min(below + 1, n - 1)] ?? low
      return low + (place - below) * (high - low)
    })
  }).flat()
}
