import { mean, rsqrt, type Tensor, variance } from '@sobolev/core'
import { option } from '../catalogue/option.ts'

/** What keeps the division from a variance of 0. */
export const varianceEpsilon = option.number({
  above: 0,
  default: 1e-5,
  words: 'what is added to the variance',
})

/** (x − mean) / √(variance + epsilon) over some axes; the variance divides by how many there are. */
export function standardize(x: Tensor, axes: number | readonly number[], epsilon: number): Tensor {
  const centred = x.sub(mean(x, axes, { keepDims: true }))
  return centred.mul(rsqrt(variance(x, axes, { keepDims: true }).add(epsilon)))
}

/** The same over each of `groups` equal groups of the channels of [n, channels, ...], for each example. */
export function standardizeGroups(x: Tensor, groups: number, epsilon: number): Tensor {
  const [n = 0, ...lengths] = x.shape
  const size = lengths.reduce((product, length) => product * length, 1)
  return standardize(x.reshape([n, groups, size / groups]), 2, epsilon).reshape(x.shape)
}
