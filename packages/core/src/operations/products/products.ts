import { describeValue } from '../../errors/describe-value.ts'
import { DTypeError, ShapeError } from '../../errors/errors.ts'
import { type TensorLike, toPair } from '../../tensor/convert.ts'
import { normalizeAxis, showShape } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { mul } from '../elementwise/arithmetic.ts'
import { reshape } from '../layout/reshape.ts'
import { contract, type Labelled } from './contraction.ts'

type Axes = number | readonly number[]

/** Both arguments as numbers of one dtype. Throws a DTypeError for booleans. */
function numbers(operation: string, a: TensorLike, b: TensorLike): readonly [Tensor, Tensor] {
  const [x, y] = toPair(operation, a, b)
  if (x.dtype === 'bool') throw new DTypeError(`${operation}: must be numbers, got bool`)
  return [x, y]
}

/**
 * The sum of products over pairs of axes: `axes` of the last of `a` with the first of `b` (default: 2),
 * or those of two lists. The result has the other axes of `a`, then those of `b`. Numbers of one dtype.
 * Throws a ShapeError where the lengths of a pair differ.
 */
export function tensordot(
  a: TensorLike,
  b: TensorLike,
  axes: number | readonly [ofA: Axes, ofB: Axes] = 2,
): Tensor {
  const [x, y] = numbers('tensordot', a, b)
  const [ofX, ofY] = pairs(x, y, axes)
  const lengths = (of: Tensor, list: readonly number[]): number[] =>
    list.map((axis) => of.shape[axis] ?? 1)
  if (ofX.some((axis, pair) => x.shape[axis] !== y.shape[ofY[pair] ?? 0]))
    throw new ShapeError(
      `tensordot: lengths must agree, got ${showShape(lengths(x, ofX))} of axes [${ofX.join(', ')}] and ${showShape(lengths(y, ofY))} of axes [${ofY.join(', ')}]`,
    )
  const named = (tensor: Tensor, list: readonly number[], prefix: string): Labelled => ({
    tensor,
    labels: tensor.shape.map((_, axis) =>
      list.includes(axis) ? `${list.indexOf(axis)}` : `${prefix}${axis}`,
    ),
  })
  return contract(named(x, ofX, 'a'), named(y, ofY, 'b'), () => false).tensor
}

function pairs(
  x: Tensor,
  y: Tensor,
  axes: number | readonly [Axes, Axes],
): readonly [number[], number[]] {
  if (typeof axes === 'number') {
    if (!Number.isInteger(axes) || axes < 0 || axes > Math.min(x.rank, y.rank))
      throw new ShapeError(
        `tensordot: the number of axes must be from 0 to ${Math.min(x.rank, y.rank)}, got ${axes}`,
      )
    const count = Array.from({ length: axes }, (_, axis) => axis)
    return [count.map((axis) => x.rank - axes + axis), count]
  }
  if (!Array.isArray(axes) || axes.length !== 2)
    throw new ShapeError(
      `tensordot: the axes must be a number or two lists, got ${describeValue(axes)}; [[1, 2], [0, 1]] pairs 1 with 0 and 2 with 1`,
    )
  const list = (of: Tensor, given: Axes): number[] =>
    (typeof given === 'number' ? [given] : given).map((axis) =>
      normalizeAxis('tensordot', axis, of.rank),
    )
  const [ofX, ofY] = [list(x, axes[0]), list(y, axes[1])]
  if (
    ofX.length !== ofY.length ||
    new Set(ofX).size !== ofX.length ||
    new Set(ofY).size !== ofY.length
  )
    throw new ShapeError(
      `tensordot: needs pairs of axes, each once, got [${ofX.join(', ')}] and [${ofY.join(', ')}]`,
    )
  return [ofX, ofY]
}

/**
 * The sum of products over the last axis of `a` and the last but one of `b`, or its only one, as NumPy's
 * `dot`: of vectors their inner product; a scalar multiplies. Numbers of one dtype.
 */
export function dot(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = numbers('dot', a, b)
  if (x.rank === 0 || y.rank === 0) return mul(x, y)
  const [along, of] = [x.shape.at(-1), y.shape.at(y.rank === 1 ? -1 : -2)]
  if (along !== of)
    throw new ShapeError(
      `dot: lengths must agree, got ${along} and ${of} of ${showShape(x.shape)} and ${showShape(y.shape)}`,
    )
  return tensordot(x, y, [-1, y.rank === 1 ? -1 : -2])
}

/** Every element of `a` times every element of `b`: a matrix, of however many axes they have. Numbers of one dtype. */
export function outer(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = numbers('outer', a, b)
  return mul(reshape(x, [x.size, 1]), reshape(y, [1, y.size]))
}
