import * as S from '../../src/index.ts'
import type { Draw } from './draw.ts'
import { fromEachOther, fromZero, type Operation, of } from './operation.ts'

const none = S.zeros([])

/** Over some axes, or all, which may be kept. */
const overAxes = (
  run: (x: S.Tensor, axes: number[], options: { keepDims: boolean }) => S.Tensor,
  distance?: Operation['distance'],
): Operation => ({
  draw: (draw) => {
    const shape = draw.shape(draw.whole(1, 3))
    const axes = draw.shuffled([...shape.keys()]).slice(0, draw.whole(1, shape.length))
    return { shapes: [shape], attributes: { axes, keepDims: draw.pick(true, false) } }
  },
  run: ([x = none], a) => run(x, of(a, 'axes'), { keepDims: of(a, 'keepDims') }),
  ...(distance && { distance }),
})

const overAxis = (
  run: (x: S.Tensor, axis: number) => S.Tensor,
  distance?: Operation['distance'],
): Operation => ({
  draw: (draw) => {
    const shape = draw.shape(draw.whole(1, 3))
    return { shapes: [shape], attributes: { axis: draw.whole(-shape.length, shape.length - 1) } }
  },
  run: ([x = none], a) => run(x, of(a, 'axis')),
  ...(distance && { distance }),
})

/** Several rows at least, so that a spread is not 0. */
const spread = (run: (x: S.Tensor, correction: number) => S.Tensor): Operation => ({
  draw: (draw: Draw) => ({
    shapes: [[draw.whole(1, 3), 3]],
    attributes: { correction: draw.whole(0, 1) },
  }),
  run: ([x = none], a) => run(x, of(a, 'correction')),
  distance: fromEachOther,
})

/** Sums, means, extremes, norms and what is made of them. */
export const reductions: Readonly<Record<string, Operation>> = {
  all: overAxes(
    (x, axes, options) =>
      S.where(
        S.all(x.greater(-0.5), axes, options),
        x.square().mean(axes, options),
        x.mean(axes, options),
      ),
    ([x = []]) => fromZero([x.map((v) => v + 0.5)]),
  ),
  any: overAxes(
    (x, axes, options) =>
      S.where(
        S.any(x.greater(0.5), axes, options),
        x.square().mean(axes, options),
        x.mean(axes, options),
      ),
    ([x = []]) => fromZero([x.map((v) => v - 0.5)]),
  ),
  argmax: overAxis(
    (x, axis) => S.stopGradient(S.argmax(x, axis).cast(x.dtype)).add(x.sum(axis)).sin(),
    fromEachOther,
  ),
  argmin: overAxis(
    (x, axis) => S.stopGradient(S.argmin(x, axis).cast(x.dtype)).add(x.sum(axis)).sin(),
    fromEachOther,
  ),
  cumprod: overAxis(S.cumprod),
  cumsum: overAxis(S.cumsum),
  logSoftmax: overAxis(S.logSoftmax),
  logSumExp: overAxes(S.logSumExp),
  max: overAxes(S.max, fromEachOther),
  mean: overAxes(S.mean),
  median: overAxes(S.median, fromEachOther),
  min: overAxes(S.min, fromEachOther),
  norm: {
    draw: (draw) => ({
      shapes: [[draw.whole(1, 3), 3]],
      attributes: { order: draw.pick('1', '2', 'infinity') },
    }),
    run: ([x = none], a) => {
      const order = of<string>(a, 'order')
      return S.norm(x, order === '1' ? 1 : order === '2' ? 2 : 'infinity', 1)
    },
    distance: (values) => Math.min(fromZero(values), fromEachOther([values.flat().map(Math.abs)])),
  },
  prod: overAxes(S.prod),
  quantile: {
    draw: (draw) => {
      const shape = draw.shape(draw.whole(1, 3))
      const axes = draw.shuffled([...shape.keys()]).slice(0, draw.whole(1, shape.length))
      return {
        shapes: [shape],
        attributes: { axes, keepDims: draw.pick(true, false), q: draw.number(0, 1) },
      }
    },
    run: ([x = none], a) =>
      S.quantile(x, of<number>(a, 'q'), of<number[]>(a, 'axes'), { keepDims: of(a, 'keepDims') }),
    distance: fromEachOther,
  },
  softmax: overAxis(S.softmax),
  std: spread((x, correction) => S.std(x, 1, { correction })),
  sum: overAxes(S.sum),
  variance: spread((x, correction) => S.variance(x, 1, { correction })),
}
