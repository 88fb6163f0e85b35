import {
  averagePool,
  convolution,
  convolutionTransposed,
  exp,
  globalAveragePool,
  globalMaxPool,
  grad,
  maxPool,
  mul,
  overlapAdd,
  resize,
  sin,
  sum,
  type Tensor,
  windows,
} from '../../index.ts'
import { any, binary, type Row, unary } from './row.fixture.ts'

/** Windows and what is made of them. */
export const convolutionRows: readonly Row[] = [
  unary('windows, overlapping', (x) => exp(windows(x, [{ size: 2 }])), any([2, 3]), {
    shapes: ([n = 1, m = 1, k = 1]) => [[n, m, 2 + k]],
  }),
  unary(
    'windows, with stride and dilation',
    (x) =>
      exp(
        windows(x, [
          { size: 2, dilation: 2 },
          { size: 2, stride: 2 },
        ]),
      ),
    any([4, 5]),
    { shapes: ([n = 1, m = 1, k = 1]) => [[n, 3 + m, 2 + k]] },
  ),
  unary(
    'overlapAdd',
    (x) => exp(overlapAdd(x, [{ size: 2, stride: 2, dilation: 3 }], [6])),
    any([2, 2]),
    { shapes: (drawn) => [[...drawn.slice(0, 2), 2, 2]] },
  ),
  binary('convolution, 1 axis', (x, k) => sin(convolution(x, k)), any([1, 2, 4]), any([2, 2, 2]), {
    shapes: ([n = 1, c = 2, l = 2]) => [
      [n, c, 2 + l],
      [2, c, 2],
    ],
  }),
  binary(
    'convolution, same, stride',
    (x, k) => sin(convolution(x, k, { padding: 'same', stride: 2 })),
    any([1, 1, 3, 3]),
    any([2, 1, 2, 2]),
    {
      shapes: ([n = 1, h = 2, w = 2]) => [
        [n, 2, 1 + h, 1 + w],
        [3, 2, 2, 2],
      ],
    },
  ),
  binary(
    'convolution, groups and dilation',
    (x, k) => sin(convolution(x, k, { groups: 2, dilation: 2, padding: 1 })),
    any([2, 2, 3]),
    any([2, 1, 2]),
    {
      shapes: ([n = 1, c = 1, l = 2]) => [
        [n, 2 * c, 1 + l],
        [2, c, 2],
      ],
    },
  ),
  binary(
    'convolution, 3 axes',
    (x, k) => sin(convolution(x, k)),
    any([1, 1, 2, 2, 3]),
    any([1, 1, 2, 1, 2]),
    {
      shapes: ([n = 1, h = 1, w = 1]) => [
        [n, 1, 2, 1 + h, 2 + w],
        [1, 1, 2, 1, 2],
      ],
    },
  ),
  binary(
    'convolutionTransposed',
    (x, k) => sin(convolutionTransposed(x, k, { stride: 2, padding: 1, outputPadding: 1 })),
    any([1, 2, 2]),
    any([2, 2, 3]),
    {
      shapes: ([n = 1, c = 2, l = 1]) => [
        [n, c, 1 + l],
        [c, 2, 3],
      ],
    },
  ),
  unary('maxPool', (x) => mul(exp(maxPool(x, 2)), maxPool(sin(x), 2)), any([1, 1, 4, 3]), {
    shapes: ([n = 1, h = 1, w = 1]) => [[n, 1, 2 + h, 2 + w]],
  }),
  unary(
    'the derivative of maxPool',
    grad((x: Tensor) => sum(exp(maxPool(x, 2, { stride: 1 })))),
    any([1, 1, 3, 3]),
  ),
  unary(
    'maxPool, overlapping, padded',
    (x) => exp(maxPool(x, 2, { stride: 1, padding: 1 })),
    any([1, 2, 3]),
    { shapes: ([n = 1, c = 2, l = 2]) => [[n, c, 2 + l]] },
  ),
  unary('averagePool', (x) => exp(averagePool(x, 2)), any([1, 1, 4, 2]), {
    shapes: ([n = 1, h = 1, w = 1]) => [[n, 1, 2 + h, 2 + w]],
  }),
  unary(
    'averagePool without its padding',
    (x) => exp(averagePool(x, 3, { stride: 2, padding: 1, countPadding: false })),
    any([1, 2, 4]),
    { shapes: ([n = 1, c = 2, l = 2]) => [[n, c, 2 + l]] },
  ),
  unary('globalAveragePool', (x) => exp(globalAveragePool(x)), any([2, 1, 2, 2]), {
    shapes: ([n = 1, h = 1, w = 1]) => [[n, 2, 1 + h, 1 + w]],
  }),
  unary('globalMaxPool', (x) => mul(globalMaxPool(x), globalMaxPool(exp(x))), any([2, 1, 2, 2]), {
    shapes: ([n = 1, h = 1, w = 1]) => [[n, 2, 1 + h, 1 + w]],
  }),
  unary('resize', (x) => exp(resize(x, [5, 2])), any([1, 1, 3, 3]), {
    shapes: ([n = 1, h = 1, w = 1]) => [[n, 2, 1 + h, 1 + w]],
  }),
  unary('resize, nearest', (x) => exp(resize(x, [3], { method: 'nearest' })), any([1, 2, 2]), {
    shapes: ([n = 1, c = 2, l = 1]) => [[n, c, 1 + l]],
  }),
]
