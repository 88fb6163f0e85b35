import { ShapeError } from '../../errors/errors.ts'
import { checkOptions } from '../../errors/options.ts'
import { apply } from '../../primitive/apply.ts'
import { type Binary, type Operands, type Primitive, primitive } from '../../primitive/primitive.ts'
import { type TensorLike, toPair } from '../../tensor/convert.ts'
import { broadcastShapes, showShape, sizeOf } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { mul, neg } from '../elementwise/arithmetic.ts'
import { moveAxis } from '../layout/batch-rules.ts'
import { reshape } from '../layout/reshape.ts'
import { repeatTo } from '../layout/sum-broadcast.ts'
import { matmul } from '../products/matmul.ts'
import { matrixBatchRule, toMatrices, weights } from './matrices.ts'

interface SolveFlags {
  readonly upper: boolean
  readonly transposed: boolean
  readonly unit: boolean
}

/**
 * The batch rule of solving [batch, n, n] · x = [batch, n, k], of which the last operand is the right-hand sides. If
 * the matrices are the same for all examples, the right-hand sides of all become columns of one equation.
 */
export function solveBatchRule<I extends readonly Tensor[], A>(
  operands: Operands<I>,
  attributes: A,
  applyBatched: (inputs: I, attributes: A) => Tensor,
  size: number,
): Tensor {
  const sides = operands.at(-1)
  const others = operands.slice(0, -1)
  if (!sides?.mapped || others.some(({ mapped }) => mapped))
    return matrixBatchRule(operands, attributes, applyBatched, size)
  const [batch = 1, n = 1, k = 1] = sides.shape
  const wide = reshape(moveAxis(sides.tensor, 0, 2), [batch, n, size * k])
  const inputs: readonly Tensor[] = [...others.map(({ tensor }) => tensor), wide]
  // As many tensors as there are operands.
  return moveAxis(reshape(applyBatched(inputs as I, attributes), [batch, n, size, k]), 2, 0)
}

/** −g xᵀ: the cotangent of A from the cotangent `g` of b in A x = b; `transposed`: in Aᵀ x = b. */
export const matrixCotangent = (g: Tensor, x: Tensor, transposed: boolean): Tensor =>
  neg(transposed ? matmul(x, g, { transposeB: true }) : matmul(g, x, { transposeB: true }))

export const triangularSolveOp: Primitive<Binary, SolveFlags> = primitive<Binary, SolveFlags>({
  name: 'triangularSolve',
  shape: ([, b]) => b.shape,
  batch: solveBatchRule,
  lower(program, [a, b], out, reading) {
    const [batch = 1, n = 1, columns = 1] = b.shape
    program.triangularSolve(a, b, out, { batch, n, columns, ...reading })
  },
  vjp: [
    (g, [a], x, { upper, transposed, unit }) => {
      const fromColumns = apply(triangularSolveOp, [a, g], { upper, transposed: !transposed, unit })
      const on = unit ? 0 : 1
      const read = weights(a.shape[1] ?? 0, upper ? [0, on, 1] : [1, on, 0], g.dtype)
      return mul(matrixCotangent(fromColumns, x, transposed), read)
    },
    (g, [a], _, reading) =>
      apply(triangularSolveOp, [a, g], { ...reading, transposed: !reading.transposed }),
  ],
})

/** Options of `triangularSolve`. */
export interface TriangularOptions {
  /** Reads the upper triangle, not the lower. */
  readonly upper?: boolean
  /** Solves Aᵀ·x = b; `upper` says which triangle of A itself is read. */
  readonly transposeA?: boolean
  /** Takes the diagonal for ones, without reading it. */
  readonly unitDiagonal?: boolean
}

/** The operands of A·x = b as [batch, n, n] and [batch, n, k], with the leading axes broadcast. */
export function toEquations(
  operation: string,
  a: TensorLike,
  b: TensorLike,
): {
  readonly matrices: Tensor
  readonly sides: Tensor
  /** Broadcasts what was computed for each matrix to the batch: [matrices, ...] → [batch, ...]. */
  readonly repeatOverBatch: (x: Tensor) => Tensor
  readonly back: (x: Tensor) => Tensor
} {
  const [left, right] = toPair(operation, a, b)
  const { matrices, leading, n } = toMatrices(operation, left)
  const isVector = right.rank === 1
  const columns = isVector ? reshape(right, [right.size, 1]) : right
  const [rows, k = 1] = columns.shape.slice(-2)
  if (rows !== n)
    throw new ShapeError(
      `${operation}: b must be [..., ${n}, k] or a vector of ${n}, as A has ${n} rows, got ${showShape(right.shape)}`,
    )
  const batch = broadcastShapes(operation, leading, columns.shape.slice(0, -2))
  const count = sizeOf(batch)
  const repeated = (x: Tensor): Tensor => {
    const matrixShape = x.shape.slice(1)
    return reshape(repeatTo(reshape(x, [...leading, ...matrixShape]), [...batch, ...matrixShape]), [
      count,
      ...matrixShape,
    ])
  }
  return {
    matrices,
    sides: reshape(repeatTo(columns, [...batch, n, k]), [count, n, k]),
    repeatOverBatch: repeated,
    back: (x) => reshape(x, isVector ? [...batch, n] : [...batch, n, k]),
  }
}

/**
 * The x with A·x = b, of triangular matrices A [..., n, n] and b [..., n, k]; leading axes broadcast, and
 * a vector b counts as one column. Floats of one dtype. Only the triangle named is read: by all other
 * elements the derivative is 0. A zero on the diagonal gives ±∞ or NaN, as in PyTorch.
 */
export function triangularSolve(
  a: TensorLike,
  b: TensorLike,
  options: TriangularOptions = {},
): Tensor {
  const {
    upper = false,
    transposeA = false,
    unitDiagonal = false,
  } = checkOptions('triangularSolve', options, {
    upper: 'boolean',
    transposeA: 'boolean',
    unitDiagonal: 'boolean',
  })
  const { matrices, sides, repeatOverBatch: repeated, back } = toEquations('triangularSolve', a, b)
  const reading = { upper, transposed: transposeA, unit: unitDiagonal }
  return back(apply(triangularSolveOp, [repeated(matrices), sides], reading))
}
