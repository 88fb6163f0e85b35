import { ShapeError } from '../../errors/errors.ts'
import { apply } from '../../primitive/apply.ts'
import { primitive, type Unary } from '../../primitive/primitive.ts'
import { type TensorLike, toTensor } from '../../tensor/convert.ts'
import { checkArray, normalizeAxis, stridesOf } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { copyFrom } from './copy.ts'
import { identity } from './reshape.ts'

export const transposeOp = primitive<Unary, { axes: readonly number[] }>({
  name: 'transpose',
  carriesZeros: true,
  shape: ([x], { axes }) => axes.map((axis) => x.shape[axis] ?? 1),
  batch: ([x], { axes }, applyBatched) =>
    applyBatched([x.tensor], { axes: [0, ...axes.map((axis) => axis + 1)] }),
  lower(program, [x], out, { axes }) {
    const strides = stridesOf(x.shape)
    copyFrom(
      program,
      x,
      out,
      axes.map((axis) => strides[axis] ?? 1),
    )
  },
  vjp: [(g, _, __, { axes }) => transpose(g, inverse(axes))],
})

const inverse = (axes: readonly number[]): number[] => axes.map((_, axis) => axes.indexOf(axis))

/**
 * Reorders the axes: axis i of the result is axis `axes[i]` of `x`. All reversed where none is given.
 *
 * @see tf.transpose, jnp.transpose, x.permute of PyTorch
 */
export function transpose(x: TensorLike, axes?: readonly number[]): Tensor {
  const input = toTensor('transpose', x)
  if (axes !== undefined) checkArray('transpose', 'the order of the axes', axes, '[1, 0]')
  const order = (axes ?? input.shape.map((_, axis) => input.rank - 1 - axis)).map((axis) =>
    normalizeAxis('transpose', axis, input.rank),
  )
  if (order.length !== input.rank || new Set(order).size !== input.rank)
    throw new ShapeError(
      `transpose: must name each of the ${input.rank} axes once, got [${(axes ?? []).join(', ')}]`,
    )
  return order.every((axis, index) => axis === index)
    ? identity(input)
    : apply(transposeOp, [input], { axes: order })
}
