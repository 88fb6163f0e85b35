import { mean, type Tensor } from '@sobolev/core'

/** Of float64 values [n]: how many there are, their mean, their squared distances from it, the least and the most. */
export function batchMoments(values: Tensor): readonly number[] {
  if (values.size === 0) return [0, 0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  const middle = mean(values)
  const squares = values.sub(middle).square().sum()
  return [values.size, ...[middle, squares, values.min(), values.max()].map((x) => x.item())]
}

/** The moments of two batches together (Chan, Golub & LeVeque 1983, “Algorithms for computing the sample variance”). */
export function joinMoments(a: readonly number[], b: readonly number[]): readonly number[] {
  const [aSize = 0, aMean = 0, aSquares = 0, aLeast = 0, aMost = 0] = a
  const [bSize = 0, bMean = 0, bSquares = 0, bLeast = 0, bMost = 0] = b
  const size = aSize + bSize
  const share = size === 0 ? 0 : bSize / size
  const distance = bMean - aMean
  return [
    size,
    aMean + distance * share,
    aSquares + bSquares + distance * distance * aSize * share,
    Math.min(aLeast, bLeast),
    Math.max(aMost, bMost),
  ]
}
