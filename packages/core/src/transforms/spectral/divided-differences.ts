import { add, div, mul, sub } from '../../operations/elementwise/arithmetic.ts'
import { equal, lessEqual, logicalOr } from '../../operations/elementwise/compare.ts'
import { abs } from '../../operations/elementwise/elementwise.ts'
import { where } from '../../operations/elementwise/select.ts'
import { gather } from '../../operations/index/gather.ts'
import { expandDims, identity, reshape } from '../../operations/layout/reshape.ts'
import { sum } from '../../operations/layout/sum-broadcast.ts'
import { GradientTape } from '../../tape/tape.ts'
import { epsilonOf } from '../../tensor/dtype.ts'
import { Tensor } from '../../tensor/tensor.ts'
import { simplexRule } from './simplex-rule.ts'

/** A function of one number, applied to each element of a tensor of any shape. */
export type ScalarFunction = (x: Tensor) => Tensor

interface Estimate {
  readonly value: Tensor
  /** An estimate of the value's absolute error. */
  readonly error: Tensor
}

/**
 * The divided differences f[xᵢ, xⱼ, …] with `order` + 1 arguments, for all choices of them from the n values of each
 * row: [batch, n] gives [batch, n, n, …]. The values must ascend. Each is computed as a difference quotient or, for
 * close or equal points, as the mean of a derivative of f (Hermite–Genocchi formula), whichever is more accurate.
 */
export function dividedDifferences(f: ScalarFunction, values: Tensor, order: number): Tensor {
  const [batch = 0, n = 0] = values.shape
  const derivatives = [f]
  for (let k = 1; k <= order; k++) derivatives.push(derivativeOf(derivatives[k - 1] ?? f))
  const { tuples, places } = ascendingTuples(n, order + 1)
  const points = Array.from({ length: order + 1 }, (_, argument) =>
    gather(values, indices(tuples.map((tuple) => tuple[argument] ?? 0)), 1),
  )
  // The order of the arguments makes no difference: each set of them is computed once.
  const { value } = difference(derivatives, points)
  return reshape(gather(value, indices(places), 1), [batch, ...new Array(order + 1).fill(n)])
}

const indices = (list: readonly number[]): Tensor =>
  new Tensor([list.length], 'int32', Int32Array.from(list))

/** The index tuples of a length with ascending members; `places`: for each tuple at all, the position of its sorted form. */
function ascendingTuples(n: number, length: number): { tuples: number[][]; places: number[] } {
  const members = Array.from({ length: n }, (_, index) => index)
  let indexTuples: number[][] = [[]]
  for (let at = 0; at < length; at++)
    indexTuples = indexTuples.flatMap((tuple) => members.map((index) => [...tuple, index]))
  const tuples: number[][] = []
  const known = new Map<string, number>()
  const places = indexTuples.map((unsorted) => {
    const tuple = unsorted.toSorted((a, b) => a - b)
    const key = tuple.join()
    const place = known.get(key) ?? tuples.push(tuple) - 1
    known.set(key, place)
    return place
  })
  return { tuples, places }
}

/** f′; 0 if f does not depend on its argument. */
const derivativeOf =
  (f: ScalarFunction): ScalarFunction =>
  (x) => {
    const alias = identity(x)
    const tape = new GradientTape({ watchAccessedVariables: false })
    tape.watch(alias)
    const y = tape.record(() => f(alias))
    return tape.gradient(y, alias, { unconnectedGradients: 'zero' })
  }

/** f[x₀, …, xₖ] of ascending points, each [batch, m]. */
function difference(derivatives: readonly ScalarFunction[], points: readonly Tensor[]): Estimate {
  const [first, last] = [points[0], points.at(-1)]
  const [f, ...higher] = derivatives
  if (!first || !last || !f) throw new RangeError('dividedDifferences: needs at least one point')
  const epsilon = epsilonOf(first.dtype)
  const highest = higher[points.length - 2]
  if (!highest) {
    const value = f(first)
    return { value, error: mul(abs(value), epsilon) }
  }
  const lower = difference(derivatives, points.slice(0, -1))
  const upper = difference(derivatives, points.slice(1))
  const gap = sub(last, first)
  const same = equal(gap, 0)
  const width = where(same, 1, gap)
  const quotient = div(sub(upper.value, lower.value), width)
  const quotientError = div(add(upper.error, lower.error), width)
  const mean = meanDerivative(highest, points)
  const meanError = add(mean.error, mul(abs(mean.value), epsilon))
  const close = logicalOr(same, lessEqual(meanError, quotientError))
  return {
    value: where(close, mean.value, quotient),
    error: where(close, meanError, quotientError),
  }
}

/** ∫ f⁽ᵏ⁾ over the simplex of the points, by two quadrature rules, whose difference estimates the error. */
function meanDerivative(derivative: ScalarFunction, points: readonly Tensor[]): Estimate {
  const [first, ...otherPoints] = points
  if (!first) throw new RangeError('dividedDifferences: needs at least one point')
  const { places, fine, coarse } = simplexRule(otherPoints.length)
  const row = (list: readonly number[]): Tensor => {
    const data = first.dtype === 'float32' ? Float32Array.from(list) : Float64Array.from(list)
    return new Tensor([list.length], first.dtype, data)
  }
  const nodes = otherPoints.reduce(
    (x, point, index) =>
      add(x, mul(expandDims(sub(point, first), -1), row(places.map((each) => each[index] ?? 0)))),
    expandDims(first, -1),
  )
  const values = derivative(nodes)
  const value = sum(mul(values, row(fine)), -1)
  return { value, error: abs(sub(value, sum(mul(values, row(coarse)), -1))) }
}
