import { apply } from '../../primitive/apply.ts'
import { type Primitive, primitive, type Unary } from '../../primitive/primitive.ts'
import type { TensorLike } from '../../tensor/convert.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { mul } from '../elementwise/arithmetic.ts'
import { reshape } from '../layout/reshape.ts'
import { matmul } from '../products/matmul.ts'
import { matrixBatchRule, swapped, symmetricPart, toMatrices, weights } from './matrices.ts'
import { triangularSolveOp } from './triangular-solve.ts'

/** L⁻ᵀ x */
const backward = (l: Tensor, x: Tensor): Tensor =>
  apply(triangularSolveOp, [l, x], { upper: false, transposed: true, unit: false })

/** Of symmetric matrices [batch, n, n]: reads their lower triangle. */
export const choleskyOp: Primitive<Unary, null> = primitive<Unary>({
  name: 'cholesky',
  shape: ([x]) => x.shape,
  mayStop: true,
  batch: matrixBatchRule,
  lower(program, [x], out) {
    const [batch = 1, n = 1] = x.shape
    program.cholesky(x, out, { batch, n })
  },
  vjp: [
    (g, [x], l) => {
      const half = weights(x.shape[1] ?? 0, [1, 0.5, 0], g.dtype)
      const middle = mul(matmul(l, g, { transposeA: true }), half)
      return swapped(backward(l, swapped(backward(l, middle))))
    },
  ],
})

/**
 * The lower triangular L with A = L·Lᵀ, of symmetric positive definite matrices [..., n, n]; floats.
 * Of others it takes the symmetric part (A + Aᵀ) / 2, so that the derivative by A is symmetric, as
 * PyTorch's and JAX's are. Throws a MatrixError where a matrix is not positive definite.
 * Derivative: Murray, "Differentiation of the Cholesky decomposition", 2016, equations 8 and 9.
 */
export function cholesky(a: TensorLike): Tensor {
  const { matrices, leading, n } = toMatrices('cholesky', a)
  return reshape(apply(choleskyOp, [symmetricPart(matrices)], null), [...leading, n, n])
}
