import { ShapeError } from '../../errors/errors.ts'
import { apply } from '../../primitive/apply.ts'
import { primitive, type Unary } from '../../primitive/primitive.ts'
import { unaryBatchRule } from '../../tensor/batching.ts'
import { type TensorLike, toTensor } from '../../tensor/convert.ts'
import {
  checkArray,
  checkShape,
  normalizeAxes,
  normalizeAxis,
  type Shape,
  sameShape,
  showShape,
  sizeOf,
} from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { copyAll } from './copy.ts'

export const reshapeOp = primitive<Unary, { shape: Shape }>({
  name: 'reshape',
  carriesZeros: true,
  shape: (_, { shape }) => shape,
  view: true,
  batch: ([x], { shape }, applyBatched, size) =>
    applyBatched([x.tensor], { shape: [size, ...shape] }),
  lower: copyAll,
  vjp: [(g, [x]) => reshape(g, x.shape)],
})

/**
 * The same elements in another shape; one length may be −1 and is then computed from the size.
 * Throws a ShapeError where the sizes differ.
 *
 * @see tf.reshape, jnp.reshape, x.view and x.flatten of PyTorch
 */
export function reshape(x: TensorLike, shape: Shape): Tensor {
  const input = toTensor('reshape', x)
  checkArray('reshape', 'the shape', shape)
  const known = sizeOf(shape.filter((length) => length !== -1))
  const full = shape.map((length) => (length === -1 ? input.size / (known || 1) : length))
  const unknown = shape.filter((length) => length === -1).length
  if (
    unknown > 1 ||
    (unknown === 1 && input.size % (known || 1) !== 0) ||
    sizeOf(full) !== input.size
  )
    throw new ShapeError(
      `reshape: must hold ${input.size} elements, as ${showShape(input.shape)} does, got ${showShape(shape)}`,
    )
  checkShape('reshape', full)
  return sameShape(full, input.shape) ? identity(input) : apply(reshapeOp, [input], { shape: full })
}

export const identityOp = primitive<Unary>({
  name: 'identity',
  shape: ([x]) => x.shape,
  view: true,
  batch: unaryBatchRule,
  lower: copyAll,
  vjp: [(g) => g],
})

/** The same tensor under a new identity: a derivative by the one is not a derivative by the other. */
export const identity = (x: TensorLike): Tensor =>
  apply(identityOp, [toTensor('identity', x)], null)

/**
 * Puts an axis of length 1 before `axis` (−1: at the end).
 *
 * @see tf.expand_dims, jnp.expand_dims, x.unsqueeze of PyTorch
 */
export function expandDims(x: TensorLike, axis: number): Tensor {
  const input = toTensor('expandDims', x)
  const at = normalizeAxis('expandDims', axis, input.rank + 1)
  return reshape(input, [...input.shape.slice(0, at), 1, ...input.shape.slice(at)])
}

/** Drops the given axes, which must have length 1; all such axes where none is given. */
export function squeeze(x: TensorLike, axes?: number | readonly number[]): Tensor {
  const input = toTensor('squeeze', x)
  const dropped =
    axes === undefined
      ? input.shape.flatMap((length, axis) => (length === 1 ? [axis] : []))
      : normalizeAxes('squeeze', axes, input.rank)
  if (dropped.some((axis) => input.shape[axis] !== 1))
    throw new ShapeError(
      `squeeze: the axes [${dropped.join(', ')}] must have length 1, got ${showShape(input.shape)}`,
    )
  return reshape(
    input,
    input.shape.filter((_, axis) => !dropped.includes(axis)),
  )
}
