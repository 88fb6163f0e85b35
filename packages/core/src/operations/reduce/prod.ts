import { DTypeError } from '../../errors/errors.ts'
import { checkOptions } from '../../errors/options.ts'
import { type TensorLike, toTensor } from '../../tensor/convert.ts'
import { normalizeAxes, splitAt } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { add, mul } from '../elementwise/arithmetic.ts'
import { reshape } from '../layout/reshape.ts'
import { slice } from '../layout/slice-pad.ts'
import {
  axisRuns,
  keptShape,
  type ReduceOptions,
  reduceKinds,
  sum,
  withoutRun,
} from '../layout/sum-broadcast.ts'
import { transpose } from '../layout/transpose.ts'

/**
 * The product over `axes`, or over all; of int32 it wraps. The product of nothing is 1. It is a tree of
 * products of two, so that its derivatives of any order are right where elements are 0 too.
 */
export function prod(
  x: TensorLike,
  axes?: number | readonly number[],
  options: ReduceOptions = {},
): Tensor {
  const { keepDims = false } = checkOptions('prod', options, reduceKinds)
  const input = toTensor('prod', x)
  if (input.dtype === 'bool')
    throw new DTypeError('prod: must be numbers, got bool; all(x) is the product of booleans')
  const list = normalizeAxes('prod', axes, input.rank)
  const kept = input.shape.flatMap((_, axis) => (list.includes(axis) ? [] : [axis]))
  const [run = { from: input.rank, to: input.rank }] = axisRuns(list)
  const reduced =
    list.length === run.to - run.from
      ? pairwiseProduct(input, run)
      : pairwiseProduct(transpose(input, [...kept, ...list]), { from: kept.length, to: input.rank })
  return keepDims ? reshape(reduced, keptShape(input.shape, list)) : reduced
}

function pairwiseProduct(x: Tensor, run: { readonly from: number; readonly to: number }): Tensor {
  const { outer, axis, inner } = splitAt(x.shape, run.from, run.to)
  const shape = withoutRun(x.shape, run, false)
  // The product over an empty axis is 1, computed from x so that a derivative by x, without elements, exists.
  if (axis === 0) return reshape(add(sum(reshape(x, [outer, axis, inner]), 1), 1), shape)
  let factors = reshape(x, [outer, axis, inner])
  let remaining: Tensor | null = null
  for (let n = axis; n > 1; n = n >> 1) {
    const half = n >> 1
    if (n > 2 * half) {
      const last = slice(factors, [null, { start: n - 1 }])
      remaining = remaining ? mul(last, remaining) : last
    }
    factors = mul(
      slice(factors, [null, { stop: half }]),
      slice(factors, [null, { start: half, stop: 2 * half }]),
    )
  }
  return reshape(remaining ? mul(factors, remaining) : factors, shape)
}
