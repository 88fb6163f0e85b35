import { primitive } from '../../primitive/primitive.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { mul, sub } from '../elementwise/arithmetic.ts'
import type { Precomputed } from '../elementwise/precomputed.ts'
import { stopGradient } from '../elementwise/stop-gradient.ts'
import { allExamples } from '../layout/batch-rules.ts'
import { copyAll } from '../layout/copy.ts'
import { repeatTo, sum } from '../layout/sum-broadcast.ts'

interface AlongAxis {
  readonly axis: number
}

/** Returns precomputed ratios y = eˣ / Σ eˣ along an axis, and gives them the derivative by x. */
export const softmaxOp = primitive<Precomputed, AlongAxis>({
  name: 'softmax',
  shape: ([value]) => value.shape,
  view: true,
  batch: ([value, x], { axis }, applyBatched, size) =>
    applyBatched([allExamples(value, size), allExamples(x, size)], { axis: axis + 1 }),
  lower: copyAll,
  carriesZeros: (mask, _, { shape }, { axis }) =>
    repeatTo(sum(mask, axis, { keepDims: true }), shape),
  vjp: [
    null,
    (g, _, y, { axis }) => {
      const mean = (x: Tensor): Tensor => sum(mul(y, x), axis, { keepDims: true })
      // y (g − Σ y g), which is the same for g less any constant. With its mean subtracted first, g is nearly 0 where a
      // ratio is nearly 1, so that the second difference does not cancel.
      const distance = sub(g, stopGradient(mean(g)))
      return mul(y, sub(distance, mean(distance)))
    },
  ],
})
