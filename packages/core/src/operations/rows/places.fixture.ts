import {
  addAt,
  column,
  columns,
  concat,
  exp,
  expandDims,
  flip,
  gather,
  gatherAt,
  matmul,
  maximumAt,
  meshgrid,
  minimumAt,
  mul,
  mulAt,
  pad,
  pick,
  reshape,
  scatterAdd,
  setAt,
  slice,
  square,
  squeeze,
  stack,
  transpose,
} from '../../index.ts'
import { alike, any, atLeast, binary, type Row, ranked, unary } from './row.fixture.ts'

/** What moves, picks and joins elements. */
export const placeRows: readonly Row[] = [
  unary('reshape', (x) => exp(reshape(x, [x.size])), any(), { shapes: alike }),
  unary('reshape, one length left open', (x) => exp(reshape(x, [3, -1]))),
  unary('transpose', (x) => matmul(transpose(x), exp(x)), any(), {
    shapes: (drawn) => ranked(2)(drawn.slice(1)),
  }),
  unary('transpose, 3 axes', (x) => exp(transpose(x, [1, 2, 0])), any([2, 3, 2]), {
    shapes: ranked(3),
  }),
  unary('slice', (x) => exp(slice(x, [1, { start: -1, step: -2 }])), any([3, 5]), {
    shapes: (drawn) => atLeast(2, 0)(drawn.slice(1)),
  }),
  unary('slice of nothing', (x) => exp(slice(x, [{ stop: 0 }])), any(), { shapes: ranked(1) }),
  unary(
    'slice, overlapping',
    (x) => mul(slice(x, [{ stop: 2 }]), slice(x, [{ start: 1, stop: 3 }])),
    any([3]),
    { shapes: (drawn) => [[3, ...drawn.slice(1)]] },
  ),
  unary(
    'pad',
    (x) =>
      exp(
        pad(x, [
          [1, 0],
          [0, 2],
        ]),
      ),
    any(),
    { shapes: (drawn) => ranked(2)(drawn.slice(1)) },
  ),
  binary('concat', (a, b) => exp(concat([a, b, a], 1)), any([2, 2]), any([2, 3]), {
    shapes: ([m = 1, n = 1, k = 1]) => [
      [m, n],
      [m, k],
    ],
  }),
  binary('concat with nothing', (a, b) => exp(concat([a, b])), any([0, 2]), any([1, 2])),
  unary('gather', (x) => exp(gather(x, [2, 0, 2], 1)), any(), {
    shapes: ([m = 1, n = 1, k = 1]) => [[m, 3 + n, k]],
  }),
  unary('gather of nothing', (x) => exp(gather(x, [], 1)), any(), {
    shapes: (drawn) => ranked(2)(drawn),
  }),
  unary('pick', (x) => exp(pick(x, [2, 0])), any(), { shapes: ([n = 0]) => [[2, 3 + n]] }),
  unary('scatterAdd', (x) => exp(scatterAdd(x, [3, 0, 3], 4, 1)), any(), {
    shapes: ([m = 1, n = 1]) => [[m, 3, n]],
  }),
  unary('gatherAt', (x) => exp(gatherAt(x, [1, [2, 0, 2]], { axes: [2, 0] })), any([3, 2, 2]), {
    shapes: ([m = 1, n = 1, k = 1]) => [[3 + m, n, 2 + k]],
  }),
  ...(
    [
      ['addAt', addAt],
      ['setAt', setAt],
      ['mulAt', mulAt],
      ['maximumAt', maximumAt],
      ['minimumAt', minimumAt],
    ] as const
  ).map(([name, update]) =>
    binary(
      name,
      (x, v) => exp(update(x, [[1, 0, 1], 1], v, { axes: [0, 2] })),
      any([2, 3, 2]),
      any([3, 3]),
      {
        shapes: ([m = 1, n = 1, k = 1]) => [
          [2 + m, n, 2 + k],
          [3, n],
        ],
      },
    ),
  ),
  unary('stack', (x) => exp(stack([x, square(x)], 1)), any(), { shapes: ranked(1) }),
  unary(
    'columns',
    (x) =>
      concat(
        columns(x).map((part, index) => exp(mul(part, index))),
        -1,
      ),
    any(),
    {
      shapes: ([m = 1, n = 1]) => [[m, 1 + n]],
    },
  ),
  unary('column', (x) => exp(column(x, -1)), any(), { shapes: ([m = 1, n = 1]) => [[m, 1 + n]] }),
  binary(
    'meshgrid',
    (x, y) => exp(meshgrid([x, y]).reduce((product, part) => mul(product, part))),
    any([3]),
    any([2]),
    {
      shapes: ([m = 1, n = 1]) => [[m], [n]],
    },
  ),
  unary('flip', (x) => mul(flip(x, [-1]), x), any(), { shapes: ranked(1) }),
  unary('squeeze and expandDims', (x) => exp(squeeze(expandDims(x, 0), 0)), any(), {
    shapes: alike,
  }),
]
