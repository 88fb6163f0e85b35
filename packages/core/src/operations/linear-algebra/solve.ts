import { apply } from '../../primitive/apply.ts'
import { type Primitive, primitive, type Unary } from '../../primitive/primitive.ts'
import type { TensorLike } from '../../tensor/convert.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { stopGradient } from '../elementwise/stop-gradient.ts'
import { eye } from '../layout/constant.ts'
import { reshape } from '../layout/reshape.ts'
import { repeatTo } from '../layout/sum-broadcast.ts'
import { matrixBatchRule, toMatrices } from './matrices.ts'
import { matrixCotangent, solveBatchRule, toEquations } from './triangular-solve.ts'

/** The LU factors of matrices [batch, n, n]: n² factors, n row exchanges, the determinant's sign, and the determinant. */
export const luOp = primitive<Unary>({
  name: 'lu',
  shape: ([{ shape }]) => [shape[0] ?? 1, (shape[1] ?? 0) * (shape[1] ?? 0) + (shape[1] ?? 0) + 2],
  batch: matrixBatchRule,
  lower(program, [a], out) {
    const [batch = 1, n = 1] = a.shape
    program.lu(a, out, { batch, n })
  },
  vjp: [null],
})

/** The LU factors of matrices [batch, n, n], computed without recording: derivatives are taken by the matrices. */
export const factorsOf = (matrices: Tensor): Tensor => apply(luOp, [stopGradient(matrices)], null)

type Factored = readonly [a: Tensor, factors: Tensor, b: Tensor]

interface SolveFlags {
  readonly transposed: boolean
}

/** A primitive that solves equations by LU factors; `name`: of the operation that errors name. */
const solving = (name: string): Primitive<Factored, SolveFlags> => {
  const op: Primitive<Factored, SolveFlags> = primitive<Factored, SolveFlags>({
    name,
    shape: ([, , b]) => b.shape,
    mayStop: true,
    batch: solveBatchRule,
    lower(program, [, factors, b], out, { transposed }) {
      const [batch = 1, n = 1, columns = 1] = b.shape
      program.luSolve(factors, b, out, { batch, n, columns, transposed })
    },
    vjp: [
      (g, [a, factors], x, { transposed }) =>
        matrixCotangent(apply(op, [a, factors, g], { transposed: !transposed }), x, transposed),
      null,
      (g, [a, factors], _, { transposed }) =>
        apply(op, [a, factors, g], { transposed: !transposed }),
    ],
  })
  return op
}

export const solveOp: Primitive<Factored, SolveFlags> = solving('solve')
export const inverseOp: Primitive<Factored, SolveFlags> = solving('inverse')
export const determinantSlopeOp: Primitive<Factored, SolveFlags> = solving('determinant')
export const logDeterminantSlopeOp: Primitive<Factored, SolveFlags> = solving('logDeterminant')

/** A⁻¹, or its transpose, of matrices [batch, n, n] and their factors. */
export function inverseBy(
  op: Primitive<Factored, SolveFlags>,
  a: Tensor,
  factors: Tensor,
  reading: SolveFlags,
): Tensor {
  return apply(
    op,
    [a, factors, repeatTo(eye(a.shape[1] ?? 0, { dtype: a.dtype }), a.shape)],
    reading,
  )
}

/**
 * The x with A·x = b, of matrices A [..., n, n] and b [..., n, k]; leading axes broadcast, and a vector b
 * counts as one column. Floats of one dtype; by elimination with partial pivoting.
 * Throws a MatrixError where a matrix is singular, that is, has a pivot of 0; of one that is nearly singular the
 * result is large and inaccurate.
 *
 * @see tf.linalg.solve, jnp.linalg.solve, torch.linalg.solve
 */
export function solve(a: TensorLike, b: TensorLike): Tensor {
  const { matrices, sides, repeatOverBatch: repeated, back } = toEquations('solve', a, b)
  const inputs = [repeated(matrices), repeated(factorsOf(matrices)), sides] as const
  return back(apply(solveOp, inputs, { transposed: false }))
}

/**
 * A⁻¹, of matrices [..., n, n]; floats. To compute A⁻¹·b, `solve` is faster and more accurate.
 * Throws a MatrixError where a matrix is singular.
 */
export function inverse(a: TensorLike): Tensor {
  const { matrices, leading, n } = toMatrices('inverse', a)
  const inverted = inverseBy(inverseOp, matrices, factorsOf(matrices), { transposed: false })
  return reshape(inverted, [...leading, n, n])
}
