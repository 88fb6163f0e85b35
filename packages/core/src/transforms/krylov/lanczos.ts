import { add, div, mul, sub } from '../../operations/elementwise/arithmetic.ts'
import { lessEqual } from '../../operations/elementwise/compare.ts'
import { sqrt } from '../../operations/elementwise/elementwise.ts'
import { where } from '../../operations/elementwise/select.ts'
import { stopGradient } from '../../operations/elementwise/stop-gradient.ts'
import { eye, zeros } from '../../operations/layout/constant.ts'
import { reshape } from '../../operations/layout/reshape.ts'
import { slice } from '../../operations/layout/slice-pad.ts'
import { sum } from '../../operations/layout/sum-broadcast.ts'
import { matmul } from '../../operations/products/matmul.ts'
import { type DType, epsilonOf } from '../../tensor/dtype.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Argument, ArgumentLike } from '../argument.ts'
import { scan } from '../scan/scan.ts'
import { magnitudeOf, vectorOperator } from './linear-operator.ts'

/** V·A·Vᵀ = T up to rounding, with V the vectors as rows, and T tridiagonal. */
export interface Lanczos<X> {
  /** [k]: the diagonal of T. */
  readonly diagonal: Tensor
  /** [k − 1]: what stands beside it, not negative. */
  readonly offDiagonal: Tensor
  /** In the nesting of `start`, with a first axis of k: orthonormal, the first along `start`. */
  readonly vectors: X
}

/**
 * k steps of Lanczos's method for a symmetric A given as the function `v => A·v`: an orthonormal basis of the space
 * of start, A·start, A²·start, … and A within it, a tridiagonal matrix whose outer eigenvalues are soon those of A.
 * `start` is a tensor or any nesting of tensors, floats of one dtype, not 0. Each vector is made orthogonal to all
 * before it, twice. Where A leads out of the space no more, the vectors that follow are 0, and so are their numbers.
 * Derivatives are of any order, through what the operator closes over too.
 *
 * Lanczos 1950, "An iteration method for the solution of the eigenvalue problem".
 *
 * @throws ShapeError unless the operator gives what has the nesting and the shapes of its argument; RangeError unless
 * `steps` is a whole number from 1.
 */
export function lanczos<X extends Argument<X>>(
  operator: (v: X) => ArgumentLike<X>,
  start: X,
  steps: number,
): Lanczos<X> {
  const { times, vector, nest } = vectorOperator('lanczos', operator, start)
  if (!Number.isInteger(steps) || steps < 1)
    throw new RangeError(`lanczos: steps must be a whole number from 1, got ${steps}`)
  const first = div(vector, magnitudeOf(vector))
  const { outputs } = scan(
    ({ basis, v }: { basis: Tensor; v: Tensor }, row: Tensor) => {
      const product = times(v)
      const through = add(basis, mul(reshape(row, [steps, 1]), v))
      const diagonal = sum(mul(v, product))
      const magnitude = magnitudeOf(product)
      const scaled = div(product, magnitude)
      const left = without(without(scaled, through), through)
      const square = sum(mul(left, left))
      const least = mul(stopGradient(sum(mul(scaled, scaled))), smallest(v.dtype))
      const isNone = lessEqual(stopGradient(square), least)
      const length = where(isNone, 0, sqrt(where(isNone, 1, square)))
      const next = where(isNone, 0, div(left, where(isNone, 1, length)))
      return {
        carry: { basis: through, v: next },
        output: { diagonal, length: mul(length, magnitude), v },
      }
    },
    {
      basis: zeros([steps, vector.size], { dtype: vector.dtype }),
      v: div(first, sqrt(sum(mul(first, first)))),
    },
    eye(steps, { dtype: vector.dtype }),
  )
  return {
    diagonal: outputs.diagonal,
    offDiagonal: slice(outputs.length, [{ stop: steps - 1 }]),
    // `nest` gives back the nesting of `start`.
    vectors: nest(outputs.v) as X,
  }
}

/** The square of the length beside that of A·v at which a vector is no more than rounding. */
function smallest(dtype: DType): number {
  const length = 64 * epsilonOf(dtype)
  return length * length
}

/** `x` without its parts along the rows of an orthonormal basis. */
const without = (x: Tensor, basis: Tensor): Tensor => sub(x, matmul(matmul(basis, x), basis))
