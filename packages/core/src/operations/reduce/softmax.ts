import { apply } from '../../primitive/apply.ts'
import { type Primitive, primitive, type Rule } from '../../primitive/primitive.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { mul, sub } from '../elementwise/arithmetic.ts'
import { equal } from '../elementwise/compare.ts'
import { exp } from '../elementwise/elementwise.ts'
import type { Precomputed } from '../elementwise/precomputed.ts'
import { where } from '../elementwise/select.ts'
import { stopGradient } from '../elementwise/stop-gradient.ts'
import { allExamples } from '../layout/batch-rules.ts'
import { range, zerosLike } from '../layout/constant.ts'
import { copyAll } from '../layout/copy.ts'
import { reshape } from '../layout/reshape.ts'
import { keptShape, repeatTo, sum } from '../layout/sum-broadcast.ts'
import { argmax } from './reduce.ts'

interface AlongAxis {
  readonly axis: number
}

/** A primitive that returns what was computed along an axis of x without recording, and gives it a derivative by x. */
const alongAxis = (
  name: string,
  rule: Rule<Precomputed, AlongAxis>,
): Primitive<Precomputed, AlongAxis> =>
  primitive<Precomputed, AlongAxis>({
    name,
    shape: ([value]) => value.shape,
    view: true,
    batch: ([value, x], { axis }, applyBatched, size) =>
      applyBatched([allExamples(value, size), allExamples(x, size)], { axis: axis + 1 }),
    lower: copyAll,
    carriesZeros: (mask, _, { shape }, { axis }) =>
      repeatTo(sum(mask, axis, { keepDims: true }), shape),
    vjp: [null, rule],
  })

/** The ratios y = eˣ / Σ eˣ. */
export const softmaxOp = alongAxis('softmax', (g, _, y, { axis }) => {
  const mean = (x: Tensor): Tensor => sum(mul(y, x), axis, { keepDims: true })
  // y (g − Σ y g), which is the same for g less any constant. With its mean subtracted first, g is nearly 0 where a
  // ratio is nearly 1, so that the second difference does not cancel.
  const distance = sub(g, stopGradient(mean(g)))
  return mul(y, sub(distance, mean(distance)))
})

/** The logarithms of the ratios. */
export const logSoftmaxOp = alongAxis('logSoftmax', (g, [, x], value, { axis }) => {
  if (x.size === 0) return zerosLike(x)
  const y = apply(softmaxOp, [exp(stopGradient(value)), x], { axis })
  const total = (z: Tensor): Tensor => sum(z, axis, { keepDims: true })
  const isLargest = largestAlong(stopGradient(x), axis)
  const ofOthers = (z: Tensor): Tensor => total(where(isLargest, zerosLike(z), z))
  // g − y Σ g. Only the largest ratio can be nearly 1, where 1 − y would cancel: there 1 − y is the sum of the others.
  return where(isLargest, sub(mul(g, ofOthers(y)), mul(y, ofOthers(g))), sub(g, mul(y, total(g))))
})

/** True at the largest element along an axis, the first of equals. */
function largestAlong(x: Tensor, axis: number): Tensor {
  const length = x.shape[axis] ?? 1
  const indices = reshape(argmax(x, axis), keptShape(x.shape, [axis]))
  const positions = reshape(
    range(length),
    x.shape.map((_, other) => (other === axis ? length : 1)),
  )
  return equal(indices, positions)
}
