import { PinnedVariables } from '../../context/pinned-variables.ts'
import { checkFunction } from '../../errors/check-function.ts'
import { DTypeError, ShapeError } from '../../errors/errors.ts'
import { equal } from '../../operations/elementwise/compare.ts'
import { abs } from '../../operations/elementwise/elementwise.ts'
import { where } from '../../operations/elementwise/select.ts'
import { stopGradient } from '../../operations/elementwise/stop-gradient.ts'
import { concat } from '../../operations/layout/concat.ts'
import { zeros } from '../../operations/layout/constant.ts'
import { reshape } from '../../operations/layout/reshape.ts'
import { slice } from '../../operations/layout/slice-pad.ts'
import { max } from '../../operations/reduce/reduce.ts'
import { checkFloat } from '../../tensor/dtype.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { currentTensor, leavesLike, rebuild, type Source, type Tree } from '../../tensor/tree.ts'
import { sourcesOf } from '../argument.ts'

/** A linear operator on any nesting of tensors, as one on vectors. */
export interface VectorOperator {
  /** A·v, [n]. A variable that the operator reads has the value of the first call. */
  readonly times: (v: Tensor) => Tensor
  /** The elements of the nesting that it was made with, [n]. */
  readonly vector: Tensor
  /** The nesting with the elements of `x`, [..., n]; each tensor has the leading axes of `x`. */
  readonly nest: (x: Tensor) => unknown
}

/** `operator` as one on vectors; `like` says the nesting. Throws a DTypeError unless all its tensors are of one float. */
export function vectorOperator(
  operation: string,
  operator: (v: never) => unknown,
  like: unknown,
): VectorOperator {
  checkFunction(operation, operator)
  const { tree, leaves } = sourcesOf(operation, like)
  if (leaves.length === 0)
    throw new ShapeError(`${operation}: needs a vector of at least one tensor, got none`)
  for (const { leaf, path } of leaves) {
    checkFloat(operation, leaf.dtype)
    if (leaf.dtype !== leaves[0]?.leaf.dtype)
      throw new DTypeError(
        `${operation}: all tensors must have one dtype, got ${leaf.dtype} at ${path} beside ${leaves[0]?.leaf.dtype}`,
      )
  }
  const pinned = new PinnedVariables()
  const flat = (parts: readonly Source[]): Tensor =>
    concat(parts.map((part) => reshape(currentTensor(part), [-1])))
  const nest = (x: Tensor): unknown => {
    const lead = x.shape.slice(0, -1)
    let start = 0
    const parts = leaves.map(({ leaf: { shape, size } }) => {
      const range = { start, stop: start + size }
      start += size
      return reshape(slice(x, [...lead.map(() => null), range]), [...lead, ...shape])
    })
    return rebuild(tree, parts)
  }
  return {
    vector: flat(leaves.map(({ leaf }) => leaf)),
    nest,
    times(v) {
      // The caller's types say that the nesting is what the operator takes.
      const product = pinned.run(() => operator(nest(v) as never))
      const what = 'what the operator gives'
      return flat(leavesLike(operation, [what, product as Tree<Source>], ['its argument', leaves]))
    },
  }
}

/**
 * The largest magnitude in `x`, without a derivative; 1 where all are 0. The squares of `x` in parts of it are neither
 * too large nor too small for the dtype.
 */
export function magnitudeOf(x: Tensor): Tensor {
  const largest = max(abs(concat([stopGradient(x), zeros([1], { dtype: x.dtype })])))
  return where(equal(largest, 0), 1, largest)
}
