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

/** The ratios y = eˣ / Σ eˣ along an axis, known, as a function of x. */
export const softmaxOp = primitive<Precomputed, AlongAxis>({
  name: 'softmax',
  shape: ([value]) => value.shape,
  view: true,
  batch: ([value, x], { axis }, applyBatched, size) =>
    applyBatched([allExamples(value, size), allExamples(x, size)], { axis: axis + 1 }),
  lower: copyAll,
  carriesZeros: (passed, _, { shape }, { axis }) =>
    repeatTo(sum(passed, axis, { keepDims: true }), shape),
  vjp: [
    null,
    (g, _, y, { axis }) => {
      const mean = (each: Tensor): Tensor => sum(mul(y, each), axis, { keepDims: true })
      // y (g − Σ y g), where any number may be taken from g: the mean first, which leaves almost nothing of it beside
      // a ratio that is almost 1, and so no difference of nearly equal numbers.
      const distance = sub(g, stopGradient(mean(g)))
      return mul(y, sub(distance, mean(distance)))
    },
  ],
})
