import { isFloat } from '../../tensor/dtype.ts'
import { type Shape, sizeOf } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { mul } from '../elementwise/arithmetic.ts'
import { reshape } from '../layout/reshape.ts'
import { sum } from '../layout/sum-broadcast.ts'
import { transpose } from '../layout/transpose.ts'
import { matmul } from './matmul.ts'

/** A tensor with a name for each axis; no name occurs twice. */
export interface Labelled {
  readonly tensor: Tensor
  readonly labels: readonly string[]
}

/** The length of a named axis. */
export const lengthOf = ({ tensor, labels }: Labelled, label: string): number =>
  tensor.shape[labels.indexOf(label)] ?? 1

/** The tensor with its axes in the given order. */
export const arranged = ({ tensor, labels }: Labelled, order: readonly string[]): Tensor =>
  order.every((label, axis) => label === labels[axis])
    ? tensor
    : transpose(
        tensor,
        order.map((label) => labels.indexOf(label)),
      )

/**
 * The product of two tensors, summed over the axes that both have and that are not kept. The result has
 * the axes that both have, those of `a`, and those of `b`.
 */
export function contract(a: Labelled, b: Labelled, isKept: (label: string) => boolean): Labelled {
  const shared = a.labels.filter((label) => b.labels.includes(label))
  const batch = shared.filter(isKept)
  const summed = shared.filter((label) => !isKept(label))
  const freeA = a.labels.filter((label) => !shared.includes(label))
  const freeB = b.labels.filter((label) => !shared.includes(label))
  const shape = (labels: readonly string[]): Shape =>
    labels.map((label) => lengthOf(a.labels.includes(label) ? a : b, label))
  const labels = [...batch, ...freeA, ...freeB]
  if (summed.length === 0 || !isFloat(a.tensor.dtype)) {
    const rank = labels.length
    const [onesA, onesB] = [freeA, freeB].map((free) => free.map(() => 1))
    const left = arranged(a, [...batch, ...freeA, ...summed])
    const right = arranged(b, [...batch, ...freeB, ...summed])
    const product = mul(
      reshape(left, [...shape(batch), ...shape(freeA), ...(onesB ?? []), ...shape(summed)]),
      reshape(right, [...shape(batch), ...(onesA ?? []), ...shape(freeB), ...shape(summed)]),
    )
    const axes = summed.map((_, index) => rank + index)
    return { tensor: axes.length === 0 ? product : sum(product, axes), labels }
  }
  // An operand whose axes are in transposed order is multiplied as such, without a copy.
  const transposeA = isStored(a, [...batch, ...summed, ...freeA])
  const transposeB = isStored(b, [...batch, ...freeB, ...summed])
  const left = arranged(a, [
    ...batch,
    ...(transposeA ? [...summed, ...freeA] : [...freeA, ...summed]),
  ])
  const right = arranged(b, [
    ...batch,
    ...(transposeB ? [...freeB, ...summed] : [...summed, ...freeB]),
  ])
  const stack = batch.length === 0 ? [] : [sizeOf(shape(batch))]
  const [m, k, n] = [sizeOf(shape(freeA)), sizeOf(shape(summed)), sizeOf(shape(freeB))]
  const product = matmul(
    reshape(left, [...stack, ...(transposeA ? [k, m] : [m, k])]),
    reshape(right, [...stack, ...(transposeB ? [n, k] : [k, n])]),
    { transposeA, transposeB },
  )
  return { tensor: reshape(product, shape(labels)), labels }
}

const isStored = ({ labels }: Labelled, order: readonly string[]): boolean =>
  order.every((label, axis) => label === labels[axis])
