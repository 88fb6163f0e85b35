import type { Shape } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { add, mul, sub } from '../elementwise/arithmetic.ts'
import { cast } from '../elementwise/cast.ts'
import { less } from '../elementwise/compare.ts'
import { log } from '../elementwise/elementwise.ts'
import { maximum } from '../elementwise/extremum.ts'
import { takeAlongCheckedAxis } from '../index/take-along-axis.ts'
import { full } from '../layout/constant.ts'
import { reshape } from '../layout/reshape.ts'
import { argmax } from '../reduce/reduce.ts'

/** Where the normal and even numbers come from: float64 of a shape, an independent source for each name. */
export interface Source {
  readonly normal: (name: string, shape: Shape) => Tensor
  readonly uniform: (name: string, shape: Shape) => Tensor
}

// One is refused with a probability below 0.049, all of them with 2e-16, where the first is taken.
const ATTEMPTS = 12
// Replaces a uniform draw of 0: half of the smallest draw above it.
const SMALLEST = 5.551115123125783e-17

/**
 * Logarithms of draws from the gamma distribution of a shape parameter and the scale 1, float64: Marsaglia & Tsang 2000,
 * "A simple method for generating gamma variables", with a fixed number of attempts, of which the first that is
 * accepted counts.
 */
export function logGammaDraws(
  { normal, uniform }: Source,
  shape: Shape,
  parameter: number,
): Tensor {
  // For a parameter below 1: a draw for 1 more, times U^(1 / parameter).
  const raised = parameter < 1 ? parameter + 1 : parameter
  const d = raised - 1 / 3
  const attempts = [ATTEMPTS, shape.reduce((product, length) => product * length, 1)]
  const x = normal('normal', attempts)
  // One below 0 is not accepted: its logarithm, −112, outweighs the rest.
  const root = maximum(add(mul(x, 1 / Math.sqrt(9 * d)), 1), SMALLEST)
  const logV = mul(log(root), 3)
  const v = mul(root, mul(root, root))
  const limit = add(mul(mul(x, x), 0.5), mul(sub(add(logV, 1), v), d))
  const isAccepted = less(log(maximum(uniform('attempt', attempts), SMALLEST)), limit)
  const first = reshape(argmax(cast(isAccepted, 'float64'), 0), [1, attempts[1] ?? 1])
  const chosen = reshape(takeAlongCheckedAxis(logV, first, 0), shape)
  const logarithm = add(chosen, log(full(shape, d, { dtype: 'float64' })))
  if (parameter >= 1) return logarithm
  return add(logarithm, mul(log(maximum(uniform('power', shape), SMALLEST)), 1 / parameter))
}
