import { recordingOnly } from '../../context/recording.ts'
import { checkOptions, type OptionKinds } from '../../errors/options.ts'
import { add, div, mul, sub } from '../../operations/elementwise/arithmetic.ts'
import { lessEqual, logicalNot, logicalOr } from '../../operations/elementwise/compare.ts'
import { where } from '../../operations/elementwise/select.ts'
import { stopGradient } from '../../operations/elementwise/stop-gradient.ts'
import { sum } from '../../operations/layout/sum-broadcast.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Argument, ArgumentLike } from '../argument.ts'
import { checkpoint } from '../checkpoint.ts'
import { scan } from '../scan/scan.ts'
import { withRule } from '../with-rule.ts'
import { magnitudeOf, vectorOperator } from './linear-operator.ts'

/** Options of `conjugateGradients`. */
export interface ConjugateGradientsOptions {
  /**
   * The most steps that it takes, each of one call of the operator.
   *
   * @default the number of elements of b, and 100 at most
   */
  readonly steps?: number
  /**
   * It ends where the length of b − A·x is no more than this many times the length of b.
   *
   * @default 1e-5
   */
  readonly tolerance?: number
}

const kinds: OptionKinds<ConjugateGradientsOptions> = { steps: 'number', tolerance: 'number' }

type Settings = Required<ConjugateGradientsOptions>

/**
 * The x with A·x = b without a matrix, for a symmetric positive definite A given as the function `v => A·v`; b and x
 * are a tensor or any nesting of tensors, floats of one dtype. After `steps` it gives what it has: b − A·x tells how
 * near that is. At a direction without positive curvature it stops, as Newton–CG methods want.
 *
 * The derivative is that of the solution and not of the steps: A⁻¹ times a cotangent is another such equation, and
 * what the operator closes over is differentiated through A·x. It is of any order, and as near as the solutions are.
 *
 * Hestenes and Stiefel 1952, "Methods of conjugate gradients for solving linear systems".
 *
 * @throws ShapeError unless the operator gives what has the nesting and the shapes of its argument; RangeError for a
 * number of steps that is no whole number from 0, or a tolerance below 0.
 */
export function conjugateGradients<X extends Argument<X>>(
  operator: (v: X) => ArgumentLike<X>,
  b: X,
  options: ConjugateGradientsOptions = {},
): X {
  const { times, vector, nest } = vectorOperator('conjugateGradients', operator, b)
  const { steps = Math.min(vector.size, 100), tolerance = 1e-5 } = checkOptions(
    'conjugateGradients',
    options,
    kinds,
  )
  if (!Number.isInteger(steps) || steps < 0)
    throw new RangeError(`conjugateGradients: steps must be a whole number from 0, got ${steps}`)
  if (tolerance < 0)
    throw new RangeError(`conjugateGradients: the tolerance must not be below 0, got ${tolerance}`)
  // `nest` gives back the nesting of b.
  return nest(solution(times, vector, { steps, tolerance })) as X
}

/** A⁻¹·b, with its derivatives. */
function solution(times: (v: Tensor) => Tensor, b: Tensor, settings: Settings): Tensor {
  let known: Tensor | null = null
  const solve = checkpoint((side: Tensor): Tensor => {
    // When a derivative runs this again, x is the result itself, which is connected to all that it depends on.
    const x = known ?? recordingOnly(null, () => iterate(times, stopGradient(side), settings))
    const residual = sub(side, times(x))
    return withRule('conjugateGradients', [residual], x, (g) => [solution(times, g, settings)])
  })
  known = solve(b)
  return known
}

/** x after all steps. Those after the end change nothing, as a compiled program runs all. */
function iterate(
  times: (v: Tensor) => Tensor,
  side: Tensor,
  { steps, tolerance }: Settings,
): Tensor {
  const magnitude = magnitudeOf(side)
  const b = div(side, magnitude)
  const least = mul(dotted(b, b), tolerance * tolerance)
  const { carry } = scan(
    ({ x, residual, direction, square }) => {
      const product = times(direction)
      const curvature = dotted(direction, product)
      // A NaN goes on, so that it is seen in x.
      const goesOn = logicalNot(logicalOr(lessEqual(square, least), lessEqual(curvature, 0)))
      const length = where(goesOn, div(square, where(goesOn, curvature, 1)), 0)
      const nextResidual = sub(residual, mul(product, length))
      const nextSquare = dotted(nextResidual, nextResidual)
      const ratio = where(goesOn, div(nextSquare, where(goesOn, square, 1)), 0)
      return {
        carry: {
          x: add(x, mul(direction, length)),
          residual: nextResidual,
          direction: add(nextResidual, mul(direction, ratio)),
          square: where(goesOn, nextSquare, square),
        },
        output: [],
      }
    },
    { x: mul(b, 0), residual: b, direction: b, square: dotted(b, b) },
    undefined,
    { length: steps },
  )
  return mul(carry.x, magnitude)
}

const dotted = (a: Tensor, b: Tensor): Tensor => sum(mul(a, b))
