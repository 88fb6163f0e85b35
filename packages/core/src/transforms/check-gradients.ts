import { DTypeError, GradientError } from '../errors/errors.ts'
import { checkOptions } from '../errors/options.ts'
import { add, mul } from '../operations/elementwise/arithmetic.ts'
import { sum } from '../operations/layout/sum-broadcast.ts'
import { Rng } from '../operations/random/rng.ts'
import { checkArray } from '../tensor/shape.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { trace } from './trace.ts'

/** Options of `checkGradients`. */
export interface CheckGradientsOptions {
  /**
   * The highest derivative that is checked.
   *
   * @default 2
   */
  readonly order?: number
  /**
   * The largest error allowed: relative to the derivative, or absolute where that is below 1.
   *
   * @default 1e-6
   */
  readonly tolerance?: number
  /**
   * The step h of the finite differences, whose error is of the order h⁴.
   *
   * @default 1e-3
   */
  readonly step?: number
  /**
   * Draws the directions.
   *
   * @default new Rng(0)
   */
  readonly rng?: Rng
}

/** A derivative that differs from finite differences, with the order and both values. */
export class GradientCheckError extends GradientError {
  override readonly name = 'GradientCheckError'
  /** The order of the derivative that is wrong, from 1. */
  readonly order: number
  /** What the rules give. */
  readonly analytic: number
  /** What finite differences give. */
  readonly numeric: number

  constructor(order: number, analytic: number, numeric: number) {
    super(
      `checkGradients: the derivative of order ${order} is ${analytic}, finite differences of order ${order - 1} give ${numeric}`,
    )
    this.order = order
    this.analytic = analytic
    this.numeric = numeric
  }
}

type Scalar = (inputs: readonly Tensor[]) => Tensor

/**
 * Compares the derivatives of `f`, up to `order`, with finite differences, in random directions
 * through all inputs at once: each order against the analytic derivative of the order below, by a
 * central difference of fourth order.
 *
 * @throws GradientCheckError where they differ; DTypeError unless all inputs are float64, for
 * float32 is too coarse to tell a wrong rule from rounding.
 * @see tf.test.compute_gradient, jax.test_util.check_grads, torch.autograd.gradcheck
 */
export function checkGradients(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  options: CheckGradientsOptions = {},
): void {
  const {
    order = 2,
    tolerance = 1e-6,
    step = 1e-3,
    rng = new Rng(0),
  } = checkOptions('checkGradients', options, {
    order: 'number',
    tolerance: 'number',
    step: 'number',
    rng: 'any',
  })
  checkArray('checkGradients', 'the inputs', inputs, '[x]')
  const coarse = inputs.find((input) => input.dtype !== 'float64')
  if (coarse) throw new DTypeError(`checkGradients: inputs must be float64, got ${coarse.dtype}`)
  const draw = (name: string, like: Tensor): Tensor =>
    rng.split(name).normal(like.shape, { dtype: 'float64' })
  const weigh: Scalar = (at) => {
    const y = f(...at)
    return sum(mul(y, draw('weights', y)))
  }
  let below: Scalar = weigh
  for (let k = 1; k <= order; k++) {
    const directions = inputs.map((input, index) => draw(`${k}.${index}`, input))
    const above = slope(below, directions)
    const analytic = above(inputs).item()
    const numeric = difference(below, inputs, directions, step)
    const error = Math.abs(analytic - numeric)
    if (!(error <= tolerance * Math.max(1, Math.abs(numeric))))
      throw new GradientCheckError(k, analytic, numeric)
    below = above
  }
}

/** The derivative of a scalar function along the directions, as a function again. */
const slope =
  (s: Scalar, directions: readonly Tensor[]): Scalar =>
  (at) => {
    const { tape, inputs, output } = trace(s, at)
    const gradients = tape.gradient(output, inputs, { unconnectedGradients: 'zero' })
    return inner(gradients, directions)
  }

const inner = (a: readonly Tensor[], b: readonly Tensor[]): Tensor =>
  a.map((each, index) => sum(mul(each, b[index] ?? 0))).reduce((total, each) => add(total, each))

/** (8 (s(h) − s(−h)) − (s(2h) − s(−2h))) / 12h: exact to the fourth order in h. */
function difference(
  s: Scalar,
  inputs: readonly Tensor[],
  directions: readonly Tensor[],
  h: number,
): number {
  const at = (t: number): number =>
    s(inputs.map((input, index) => add(input, mul(directions[index] ?? 0, t)))).item()
  return (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h)
}
