import * as S from '../../src/index.ts'
import type { Draw } from './draw.ts'
import { type Attributes, fromEachOther, type Operation, of } from './operation.ts'

const none = S.zeros([])
const axisOf = (draw: Draw, { length }: readonly number[]): number =>
  draw.whole(-length, length - 1)

/** Draws the shape of one argument, and what belongs to it. */
const moving = (
  attributes: (draw: Draw, shape: number[]) => Readonly<Record<string, unknown>>,
  run: Operation['run'],
  ranks: readonly [least: number, most: number] = [1, 3],
  distance?: Operation['distance'],
): Operation => ({
  draw: (draw) => {
    const shape = draw.shape(draw.whole(...ranks))
    return { shapes: [shape], attributes: attributes(draw, shape) }
  },
  run,
  ...(distance && { distance }),
})

const oneAxis = (
  run: (x: S.Tensor, axis: number) => S.Tensor | readonly S.Tensor[],
  distance?: Operation['distance'],
): Operation =>
  moving(
    (draw, shape) => ({ axis: axisOf(draw, shape) }),
    ([x = none], a) => run(x, of(a, 'axis')),
    [1, 3],
    distance,
  )

const matrix = (run: (x: S.Tensor, offset: number) => S.Tensor): Operation =>
  moving(
    (draw) => ({ offset: draw.whole(-1, 1) }),
    ([x = none], a) => run(x, of(a, 'offset')),
    [2, 3],
  )

/** Three places along the axes 0 and 2 of [3, 2, 2], which may repeat. */
const drawnPlaces = (draw: Draw): Attributes => ({
  i: draw.wholes(3, 0, 2),
  j: draw.wholes(3, 0, 1),
})
const indexLists = (a: Attributes): S.Tensor[] =>
  ['i', 'j'].map((name) => S.tensor(of<number[]>(a, name), { dtype: 'int32' }))

/** An update by index along two axes, of numbers of which no two are the same. */
const atPlaces = (update: typeof S.setAt): Operation => ({
  draw: (draw) => ({
    shapes: [
      [3, 2, 2],
      [3, 2],
    ],
    attributes: drawnPlaces(draw),
  }),
  run: ([x = none, values = none], a) =>
    update(apart(x, 0.31), indexLists(a), apart(values, 0.17), { axes: [0, 2] }),
})
const apart = (x: S.Tensor, gap: number): S.Tensor =>
  x.add(S.range(x.size, { dtype: x.dtype }).reshape(x.shape).mul(gap))

/** What moves, picks, joins and orders elements. */
export const movement: Readonly<Record<string, Operation>> = {
  addAt: atPlaces(S.addAt),
  argsort: oneAxis((x, axis) => S.takeAlongAxis(x, S.argsort(x, axis), axis).exp(), fromEachOther),
  broadcastTo: moving(
    (draw, shape) => ({
      shape: [
        draw.whole(1, 3),
        ...shape.map((length) => (length === 1 ? draw.whole(1, 3) : length)),
      ],
    }),
    ([x = none], a) => S.broadcastTo(x, of(a, 'shape')),
  ),
  concat: {
    draw: (draw) => {
      const shape = draw.shape(draw.whole(1, 3))
      const axis = draw.whole(0, shape.length - 1)
      const shapes = draw
        .wholes(3, 1, 3)
        .map((length) => shape.map((each, at) => (at === axis ? length : each)))
      return { shapes, attributes: { axis } }
    },
    run: (xs, a) => S.concat(xs, of(a, 'axis')),
  },
  diagonal: moving(
    (draw) => ({ offset: draw.whole(-1, 1) }),
    ([x = none], a) => [S.diagonal(x, { offset: of(a, 'offset') }), x],
    [2, 3],
  ),
  diagonalMatrix: moving(
    (draw) => ({ offset: draw.whole(-1, 1) }),
    ([x = none], a) => S.diagonalMatrix(x, { offset: of(a, 'offset') }),
    [1, 2],
  ),
  expandDims: moving(
    (draw, shape) => ({ axis: draw.whole(0, shape.length) }),
    ([x = none], a) => S.expandDims(x, of(a, 'axis')).exp(),
  ),
  flip: oneAxis((x, axis) => S.flip(x, [axis]).mul(x)),
  gather: moving(
    (draw, shape) => {
      const axis = draw.whole(0, shape.length - 1)
      return { axis, indices: draw.wholes(4, 0, (shape[axis] ?? 1) - 1) }
    },
    ([x = none], a) =>
      S.gather(x, S.tensor(of<number[]>(a, 'indices'), { dtype: 'int32' }), of(a, 'axis')),
  ),
  gatherAt: {
    draw: (draw) => ({ shapes: [[3, 2, 2]], attributes: drawnPlaces(draw) }),
    run: ([x = none], a) => S.gatherAt(x, indexLists(a), { axes: [0, 2] }),
  },
  maximumAt: atPlaces(S.maximumAt),
  minimumAt: atPlaces(S.minimumAt),
  column: moving(
    (draw, shape) => ({ index: draw.whole(0, (shape.at(-1) ?? 1) - 1) }),
    ([x = none], a) => S.column(x, of<number>(a, 'index')).sin(),
  ),
  columns: moving(
    () => ({}),
    ([x = none]) => S.columns(x).map((part, index) => part.mul(index + 1).cos()),
  ),
  meshgrid: {
    draw: (draw) => ({ shapes: [draw.shape(1), draw.shape(1)] }),
    run: ([x = none, y = none]) => {
      const [a = none, b = none] = S.meshgrid([x, y])
      return a.mul(b).sin().add(a)
    },
  },
  moveAxis: moving(
    (draw, shape) => ({ from: axisOf(draw, shape), to: axisOf(draw, shape) }),
    ([x = none], a) => S.moveAxis(x, of<number>(a, 'from'), of<number>(a, 'to')),
  ),
  mulAt: atPlaces(S.mulAt),
  oneHot: moving(
    (draw, [rows = 1]) => ({ labels: draw.wholes(rows, 0, 3) }),
    ([x = none], a) => {
      const labels = S.tensor(of<number[]>(a, 'labels'), { dtype: 'int32' })
      return S.matmul(S.oneHot(labels, 4).cast(x.dtype), x, { transposeA: true })
    },
    [2, 2],
  ),
  pad: moving(
    (draw, shape) => ({ widths: shape.map(() => draw.wholes(2, 0, 2)), value: draw.number(-1, 1) }),
    ([x = none], a) => S.pad(x, of(a, 'widths'), { value: of(a, 'value') }),
  ),
  pick: moving(
    (draw, [rows = 1, columns = 1]) => ({ indices: draw.wholes(rows, 0, columns - 1) }),
    ([x = none], a) => S.pick(x, S.tensor(of<number[]>(a, 'indices'), { dtype: 'int32' })),
    [2, 2],
  ),
  repeat: moving(
    (draw, shape) => ({ count: draw.whole(1, 3), axis: draw.whole(0, shape.length - 1) }),
    ([x = none], a) => S.repeat(x, of<number>(a, 'count'), of(a, 'axis')),
  ),
  reshape: moving(
    (draw, shape) => ({ shape: draw.shuffled(shape) }),
    ([x = none], a) => S.reshape(x, of(a, 'shape')),
  ),
  roll: moving(
    (draw, shape) => ({ shift: draw.whole(-4, 4), axis: draw.whole(0, shape.length - 1) }),
    ([x = none], a) => S.roll(x, of<number>(a, 'shift'), of<number>(a, 'axis')).mul(x),
  ),
  scatterAdd: moving(
    (draw, shape) => {
      const axis = draw.whole(0, shape.length - 1)
      return { axis, indices: draw.wholes(shape[axis] ?? 1, 0, 3) }
    },
    ([x = none], a) =>
      S.scatterAdd(x, S.tensor(of<number[]>(a, 'indices'), { dtype: 'int32' }), 4, of(a, 'axis')),
  ),
  setAt: atPlaces(S.setAt),
  slice: moving(
    (draw, shape) => ({
      ranges: shape.map((length) => {
        const start = draw.whole(0, length - 1)
        return draw.pick(
          { start, stop: length, step: draw.whole(1, 2) },
          { start: 0, stop: start + 1, step: 1 },
        )
      }),
    }),
    ([x = none], a) => S.slice(x, of(a, 'ranges')),
  ),
  sort: moving(
    (draw, shape) => ({ axis: axisOf(draw, shape), descending: draw.pick(true, false) }),
    ([x = none], a) => S.sort(x, of(a, 'axis'), { descending: of(a, 'descending') }),
    [1, 3],
    fromEachOther,
  ),
  split: oneAxis((x, axis) =>
    S.split(x, x.shape.at(axis) ?? 1, axis).map((each, at) => each.mul(at + 1).sin()),
  ),
  squeeze: moving(
    () => ({}),
    ([x = none]) => S.squeeze(x.expandDims(0)).exp(),
  ),
  stack: {
    draw: (draw) => {
      const shape = draw.shape(draw.whole(0, 2))
      return { shapes: [shape, shape, shape], attributes: { axis: draw.whole(0, shape.length) } }
    },
    run: (xs, a) => S.stack(xs, of(a, 'axis')),
  },
  swapAxes: moving(
    (draw, shape) => ({ a: axisOf(draw, shape), b: axisOf(draw, shape) }),
    ([x = none], a) => S.swapAxes(x, of(a, 'a'), of(a, 'b')),
  ),
  takeAlongAxis: moving(
    (draw, shape) => {
      const axis = draw.whole(0, shape.length - 1)
      const size = shape.reduce((product, each) => product * each, 1)
      return { axis, indices: draw.wholes(size, 0, (shape[axis] ?? 1) - 1) }
    },
    ([x = none], a) =>
      S.takeAlongAxis(
        x,
        S.tensor(of<number[]>(a, 'indices'), { dtype: 'int32' }).reshape(x.shape),
        of(a, 'axis'),
      ),
  ),
  tile: moving(
    (draw, shape) => ({ counts: draw.wholes(shape.length, 1, 2) }),
    ([x = none], a) => S.tile(x, of<number[]>(a, 'counts')),
  ),
  topK: oneAxis((x, axis) => S.topK(x, 1, axis).values.exp(), fromEachOther),
  transpose: moving(
    (draw, shape) => ({ axes: draw.shuffled([...shape.keys()]) }),
    ([x = none], a) => S.transpose(x, of(a, 'axes')),
  ),
  tril: matrix(S.tril),
  triu: matrix(S.triu),
  unstack: oneAxis((x, axis) => S.unstack(x, axis).map((each, at) => each.mul(at + 1).cos())),
}
