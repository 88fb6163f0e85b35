import * as S from '../../src/index.ts'
import { fromEachOther, type Operation, of } from './operation.ts'

const none = S.zeros([])

/** Windows and what is made of them. */
export const images: Readonly<Record<string, Operation>> = {
  averagePool: {
    draw: (draw) => ({
      shapes: [[1, 2, 4]],
      attributes: { size: draw.whole(1, 3), stride: draw.whole(1, 2) },
    }),
    run: ([x = none], a) =>
      S.averagePool(x, of<number>(a, 'size'), { stride: of<number>(a, 'stride') }),
  },
  convolution: {
    draw: (draw) => {
      const groups = draw.whole(1, 2)
      return {
        shapes: [
          [1, 2, 4, 3],
          [2, 2 / groups, draw.whole(1, 2), draw.whole(1, 2)],
        ],
        attributes: {
          groups,
          stride: draw.whole(1, 2),
          dilation: draw.whole(1, 2),
          padding: draw.whole(0, 2),
        },
      }
    },
    run: ([x = none, k = none], a) =>
      S.convolution(x, k, {
        groups: of(a, 'groups'),
        stride: of<number>(a, 'stride'),
        dilation: of<number>(a, 'dilation'),
        padding: of<number>(a, 'padding'),
      }),
  },
  convolutionTransposed: {
    draw: (draw) => ({
      shapes: [
        [1, 2, 3],
        [2, draw.whole(1, 2), draw.whole(2, 3)],
      ],
      attributes: { stride: draw.whole(1, 2), padding: draw.whole(0, 1) },
    }),
    run: ([x = none, k = none], a) =>
      S.convolutionTransposed(x, k, {
        stride: of<number>(a, 'stride'),
        padding: of<number>(a, 'padding'),
      }),
  },
  globalAveragePool: {
    draw: (draw) => ({ shapes: [[2, 1, draw.whole(1, 3), draw.whole(1, 3)]] }),
    run: ([x = none]) => S.globalAveragePool(x),
  },
  globalMaxPool: {
    draw: (draw) => ({ shapes: [[2, 1, draw.whole(1, 2), draw.whole(1, 2)]] }),
    run: ([x = none]) => S.globalMaxPool(x),
    distance: fromEachOther,
  },
  maxPool: {
    draw: (draw) => ({ shapes: [[1, 1, 3, 2]], attributes: { stride: draw.whole(1, 2) } }),
    run: ([x = none], a) => S.maxPool(x, 2, { stride: of<number>(a, 'stride') }),
    distance: fromEachOther,
  },
  overlapAdd: {
    draw: (draw) => {
      const [count, size, stride] = [draw.whole(1, 3), draw.whole(1, 3), draw.whole(1, 2)]
      return {
        shapes: [[2, size, count]],
        attributes: { size, stride, length: (count - 1) * stride + size },
      }
    },
    run: ([x = none], a) =>
      S.overlapAdd(x, [{ size: of(a, 'size'), stride: of(a, 'stride') }], [of(a, 'length')]),
  },
  resize: {
    draw: (draw) => ({ shapes: [[1, 1, 2]], attributes: { length: 2 * draw.whole(1, 3) } }),
    run: ([x = none], a) => S.resize(x, [of(a, 'length')], { method: 'nearest' }),
  },
  windows: {
    draw: (draw) => ({
      shapes: [[2, 5]],
      attributes: { size: draw.whole(1, 3), stride: draw.whole(1, 2) },
    }),
    run: ([x = none], a) => S.windows(x, [{ size: of(a, 'size'), stride: of(a, 'stride') }]),
  },
}
