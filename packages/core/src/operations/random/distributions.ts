import { DTypeError, ShapeError } from '../../errors/errors.ts'
import { type TensorLike, toFloat, toTensor } from '../../tensor/convert.ts'
import { tensor } from '../../tensor/from-values.ts'
import { broadcastShapes, type Shape, sameShape, showShape } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { add, mul, neg, sub } from '../elementwise/arithmetic.ts'
import { cast } from '../elementwise/cast.ts'
import { erf, log, log1p } from '../elementwise/elementwise.ts'
import { clip, maximum } from '../elementwise/extremum.ts'
import { argmax } from '../reduce/reduce.ts'
import { normalQuantile } from './normal-quantile.ts'
import { randomUniformOp, sample } from './random.ts'

/** unit · scale + location, in the shape of `unit`; differentiable by both. */
export function placed(
  operation: string,
  unit: Tensor,
  scale: TensorLike,
  location: TensorLike,
): Tensor {
  if (scale === 1 && location === 0) return unit
  return add(
    mul(unit, parameter(operation, scale, unit.shape, unit)),
    parameter(operation, location, unit.shape, unit),
  )
}

/** A parameter of a distribution as a tensor that broadcasts to the shape drawn. Throws a ShapeError or DTypeError. */
export function parameter(
  operation: string,
  value: TensorLike,
  shape: Shape,
  { dtype }: Tensor,
): Tensor {
  const x = toTensor(operation, value, dtype)
  if (x.dtype !== dtype)
    throw new DTypeError(
      `${operation}: parameters must have the dtype that is drawn, ${dtype}, got ${x.dtype}`,
    )
  if (!sameShape(broadcastShapes(operation, shape, x.shape), shape))
    throw new ShapeError(
      `${operation}: parameters must broadcast to what is drawn, ${showShape(shape)}, got ${showShape(x.shape)}`,
    )
  return x
}

/** From the exponential distribution of mean 1. */
export const unitExponential = (uniform: Tensor): Tensor => neg(log1p(neg(uniform)))

const SQRT_HALF = Math.SQRT1_2
// Replaces a uniform draw of 0: half of the smallest draw above it.
const SMALLEST = 5.551115123125783e-17
// The largest bound, in standard deviations: beyond it the distribution function has too few digits.
const FARTHEST = 6

const distribution = (x: number): Tensor =>
  mul(add(erf(tensor(x * SQRT_HALF, { dtype: 'float64' })), 1), 0.5)

/** Draws of mean 0 and deviation 1 between two bounds, by the inverse of the distribution function; float64. */
export function truncatedUnit(key: Tensor, shape: Shape, lower: number, upper: number): Tensor {
  if (!(lower < upper))
    throw new RangeError(`truncatedNormal: lower must be below upper, got ${lower} and ${upper}`)
  if (lower > FARTHEST || upper < -FARTHEST)
    throw new RangeError(
      `truncatedNormal: the bounds must reach within ${FARTHEST} standard deviations of the mean, got ${lower} and ${upper}`,
    )
  // By symmetry: the distribution function has more digits in the lower tail.
  if (lower + upper > 0) return neg(truncatedUnit(key, shape, -upper, -lower))
  const [from, to] = [distribution(lower), distribution(upper)]
  const uniform = maximum(sample(randomUniformOp, key, shape, 'float64'), SMALLEST)
  const quantile = normalQuantile(add(from, mul(uniform, sub(to, from))))
  return clip(quantile, lower, upper)
}

/** Draws from a categorical distribution: the index of the largest of logits + Gumbel noise. */
export function gumbelMax(key: Tensor, logits: TensorLike, shape: Shape): Tensor {
  const x = toFloat('categorical', logits)
  if (x.rank === 0 || x.shape.at(-1) === 0)
    throw new ShapeError(
      `categorical: needs logits along a last axis, got shape ${showShape(x.shape)}`,
    )
  // In float64, so that indices of small probability are drawn too.
  const uniform = sample(randomUniformOp, key, [...shape, ...x.shape], 'float64')
  return argmax(sub(cast(x, 'float64'), log(unitExponential(uniform))))
}
