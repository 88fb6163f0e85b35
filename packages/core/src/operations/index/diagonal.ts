import { describeValue } from '../../errors/describe-value.ts'
import { ShapeError } from '../../errors/errors.ts'
import { checkOptions } from '../../errors/options.ts'
import { apply } from '../../primitive/apply.ts'
import { type TensorLike, toTensor } from '../../tensor/convert.ts'
import { normalizeAxis, showShape } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { add, sub } from '../elementwise/arithmetic.ts'
import { lessEqual } from '../elementwise/compare.ts'
import { where } from '../elementwise/select.ts'
import { moveAxis } from '../layout/axes.ts'
import { range, zerosLike } from '../layout/constant.ts'
import { reshape } from '../layout/reshape.ts'
import { embedOp, slice } from '../layout/slice-pad.ts'

/** Which diagonal of which matrices. */
export interface DiagonalOptions {
  /**
   * Above the main diagonal, or below if negative.
   *
   * @default 0
   */
  readonly offset?: number
  /**
   * The axes of rows and columns.
   *
   * @default the last two
   */
  readonly axes?: readonly [rows: number, columns: number]
}

function checkOffset(operation: string, offset: number): void {
  if (!Number.isInteger(offset))
    throw new RangeError(
      `${operation}: offset must be a whole number, got ${describeValue(offset)}`,
    )
}

/**
 * A diagonal of each matrix that two axes hold: without them, and along a new last axis.
 *
 * @see tf.linalg.diag_part, jnp.diagonal, torch.diagonal
 */
export function diagonal(x: TensorLike, options: DiagonalOptions = {}): Tensor {
  const { offset = 0, axes = [-2, -1] } = checkOptions('diagonal', options, {
    offset: 'number',
    axes: 'any',
  })
  const input = toTensor('diagonal', x)
  checkOffset('diagonal', offset)
  if (input.rank < 2)
    throw new ShapeError(`diagonal: needs at least two axes, got ${showShape(input.shape)}`)
  const [rowAxis, columnAxis] = [
    normalizeAxis('diagonal', axes[0], input.rank),
    normalizeAxis('diagonal', axes[1], input.rank),
  ]
  if (rowAxis === columnAxis)
    throw new ShapeError(`diagonal: rows and columns must be two axes, got ${axes.join(' and ')}`)
  const matrices = moveAxis(input, [rowAxis, columnAxis], [-2, -1])
  const [m = 0, n = 0] = matrices.shape.slice(-2)
  const leading = matrices.shape.slice(0, -2)
  const start = offset >= 0 ? offset : -offset * n
  const count = Math.max(0, offset >= 0 ? Math.min(m, n - offset) : Math.min(m + offset, n))
  const flat = reshape(matrices, [...leading, m * n])
  const stop = count === 0 ? start : start + (count - 1) * (n + 1) + 1
  return slice(flat, [...leading.map(() => null), { start, stop, step: n + 1 }])
}

/**
 * Square matrices with the last axis of `x` on a diagonal, zeros elsewhere: [..., n] → [..., m, m] with
 * m = n + |offset|. The adjoint of `diagonal`.
 */
export function diagonalMatrix(
  x: TensorLike,
  options: {
    /** How far above the diagonal it stands; below it where negative; 0 unless given. */
    readonly offset?: number
  } = {},
): Tensor {
  const { offset = 0 } = checkOptions('diagonalMatrix', options, { offset: 'number' })
  const input = toTensor('diagonalMatrix', x)
  checkOffset('diagonalMatrix', offset)
  if (input.rank === 0)
    throw new ShapeError('diagonalMatrix: needs at least one axis, got a scalar')
  const leading = input.shape.slice(0, -1)
  const m = (input.shape.at(-1) ?? 0) + Math.abs(offset)
  const flat = apply(embedOp, [input], {
    starts: [...leading.map(() => 0), offset >= 0 ? offset : -offset * m],
    steps: [...leading.map(() => 1), m + 1],
    shape: [...leading, m * m],
  })
  return reshape(flat, [...leading, m, m])
}

/** `x` where column − row ≤ or ≥ offset, in each matrix of the last two axes. */
function triangle(name: 'tril' | 'triu', x: TensorLike, offset: number): Tensor {
  const input = toTensor(name, x)
  checkOffset(name, offset)
  if (input.rank < 2)
    throw new ShapeError(`${name}: needs at least two axes, got ${showShape(input.shape)}`)
  const [m = 0, n = 0] = input.shape.slice(-2)
  const rows = reshape(add(range(m), offset), [m, 1])
  const above = sub(range(n), rows)
  const kept = name === 'tril' ? lessEqual(above, 0) : lessEqual(0, above)
  return where(kept, input, zerosLike(input))
}

/** The lower triangle of each matrix of the last two axes, zeros above the diagonal at `offset`. */
export const tril = (x: TensorLike, offset = 0): Tensor => triangle('tril', x, offset)

/** The upper triangle of each matrix of the last two axes, zeros below the diagonal at `offset`. */
export const triu = (x: TensorLike, offset = 0): Tensor => triangle('triu', x, offset)
