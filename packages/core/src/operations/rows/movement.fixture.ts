import * as S from '../../index.ts'
import {
  any,
  atLeast,
  binary,
  positive,
  type Row,
  ranked,
  type Sample,
  unary,
  within,
} from './row.fixture.ts'

/** The row of an operation that takes any shape. */
const ofAny = (name: string, run: (x: S.Tensor) => S.Tensor, input: Sample = any()): Row => ({
  ...unary(name, run, input),
  shapes: (drawn) => [drawn],
})

const square = S.square
const sum = (x: S.Tensor): S.Tensor => S.sum(x)

/** Reductions, movement, order and products. */
export const movementRows: readonly Row[] = [
  ofAny('prod', (x) => S.prod(x)),
  unary('prod along 0 and 2', (x) => S.prod(x, [0, 2]), any([2, 2, 3]), { shapes: ranked(3) }),
  unary('prod of 5 factors', (x) => S.prod(x, 0), any([5, 2]), {
    shapes: (drawn) => [[5, ...drawn.slice(1)]],
  }),
  unary('prod where one is 0', (x) => S.prod(S.concat([x, S.mul(x, 0)], 1), 1), any([2, 1]), {
    shapes: (drawn) => ranked(2)(drawn),
  }),
  unary('cumsum', (x) => S.exp(S.cumsum(x, 0)), any([5, 2]), { shapes: ranked(1) }),
  unary(
    'cumsum, exclusive from the end',
    (x) => S.exp(S.cumsum(x, 1, { exclusive: true, reverse: true })),
    any(),
    { shapes: ranked(2) },
  ),
  unary('cumprod', (x) => S.cumprod(x, 0), any([5, 2]), { shapes: ranked(1) }),
  unary('variance, corrected', (x) => S.variance(x, 1, { correction: 1 }), any(), {
    shapes: atLeast(0, 2, 0),
  }),
  unary('std', (x) => S.std(x, 0, { correction: 1 }), any([4, 2]), {
    shapes: (drawn) => [[4, ...drawn.slice(1)]],
  }),
  unary('norm "frobenius"', (x) => S.norm(x, 'frobenius'), any([2, 2, 3]), { shapes: ranked(2) }),
  unary('roll', (x) => S.mul(S.roll(x, 1, 1), x), any([2, 4]), { shapes: ranked(2) }),
  ofAny('roll of all', (x) => S.mul(S.roll(x, -2), x)),
  unary('pad with 2', (x) => S.exp(S.pad(x, [[1, 2]], { value: 2 })), any([3])),
  unary('pad "reflect"', (x) =>
    S.exp(
      S.pad(
        x,
        [
          [1, 0],
          [2, 1],
        ],
        { mode: 'reflect' },
      ),
    ),
  ),
  unary('pad "edge"', (x) =>
    S.exp(
      S.pad(
        x,
        [
          [1, 0],
          [2, 3],
        ],
        { mode: 'edge' },
      ),
    ),
  ),
  unary(
    'split',
    (x) => {
      const [a = x, b = x] = S.split(x, [1, 3], 1)
      return S.mul(a, S.exp(b))
    },
    any([2, 4]),
    { shapes: ([n = 2]) => [[n, 4]] },
  ),
  unary(
    'unstack',
    (x) => {
      const [a = x, b = x] = S.unstack(x)
      return S.mul(a, S.exp(b))
    },
    any(),
    { shapes: (drawn) => [[2, ...drawn.slice(1)]] },
  ),
  ofAny('tile', (x) => S.exp(S.tile(x, [2, 1, 3, 1]))),
  unary('repeat', (x) => S.exp(S.repeat(x, 2, 1)), any(), { shapes: ranked(2) }),
  unary('repeat by counts', (x) => S.exp(S.repeat(x, [3, 0, 1], 1)), any(), {
    shapes: ([n = 2, m = 1]) => [[n, 3, m]],
  }),
  unary(
    'takeAlongAxis',
    (x) =>
      S.exp(
        S.takeAlongAxis(
          x,
          S.tensor(
            [
              [2, 0],
              [1, 1],
            ],
            { dtype: 'int32' },
          ),
          1,
        ),
      ),
    any(),
    { shapes: ([n = 2]) => [[2, 3 + n]] },
  ),
  unary(
    'takeAlongAxis, broadcast',
    (x) => S.exp(S.takeAlongAxis(x, S.tensor([[1, 0, 1]], { dtype: 'int32' }), 0)),
    any(),
    { shapes: ([n = 2]) => [[2 + n, 3]] },
  ),
  unary('diagonal', (x) => S.exp(S.diagonal(x, { offset: 1 })), any([3, 4]), {
    shapes: (drawn) => ranked(2)(drawn),
  }),
  unary('diagonal of other axes', (x) => S.exp(S.diagonal(x, { axes: [2, 0] })), any([2, 2, 3]), {
    shapes: ranked(3),
  }),
  unary('diagonalMatrix', (x) => S.exp(S.diagonalMatrix(x, { offset: -1 })), any(), {
    shapes: ranked(1),
  }),
  unary('tril', (x) => S.exp(S.tril(x, 1)), any([2, 4]), { shapes: ranked(2) }),
  unary('triu', (x) => S.exp(S.triu(x)), any([2, 2, 3]), { shapes: ranked(2) }),
  unary('sort', (x) => S.mul(S.sort(x, 0), x), within(-2, 2, [4, 2]), { shapes: ranked(1) }),
  unary('sort, the largest first', (x) => S.exp(S.sort(x, 1, { descending: true })).mul(x), any(), {
    shapes: ranked(2),
  }),
  unary('topK', (x) => S.exp(S.topK(x, 2).values), any(), { shapes: atLeast(2) }),
  unary('swapAxes', (x) => S.exp(S.swapAxes(x, 0, 2)), any([2, 3, 2]), { shapes: ranked(3) }),
  unary('moveAxis', (x) => S.exp(S.moveAxis(x, 0, 2)), any([2, 3, 2]), { shapes: ranked(3) }),
  binary('dot', (a, b) => S.exp(S.dot(a, b)), any([3]), any([3]), {
    shapes: ([n = 2]) => [[n], [n]],
  }),
  binary('outer', (a, b) => square(S.outer(a, b)), any([2]), any([3]), {
    shapes: ([m = 2, n = 1]) => [[m], [n]],
  }),
  binary('tensordot', (a, b) => square(S.tensordot(a, b)), any([2, 2, 3]), any([2, 3, 2]), {
    shapes: ([m = 1, k = 2, n = 3]) => [
      [n, m, k],
      [m, k, n],
    ],
  }),
  binary(
    'tensordot of pairs',
    (a, b) =>
      square(
        S.tensordot(a, b, [
          [0, 2],
          [2, 1],
        ]),
      ),
    any([2, 2, 3]),
    any([2, 3, 2]),
    {
      shapes: ([m = 1, k = 2, n = 3]) => [
        [m, n, k],
        [2, k, m],
      ],
    },
  ),
  binary(
    'einsum, attention',
    (a, b) => square(S.einsum('bqd,bkd->bqk', a, b)),
    any([2, 2, 3]),
    any([2, 2, 3]),
    {
      shapes: ([b = 2, q = 1, d = 3]) => [
        [b, q, d],
        [b, 2, d],
      ],
    },
  ),
  unary('einsum, a trace', (x) => square(S.einsum('...ii', x)), any([2, 3, 3]), {
    shapes: ([b = 2, n = 3]) => [[b, n, n]],
  }),
  unary('einsum of three', (x) =>
    S.einsum('i,ij,kj->k', sum(x).reshape([1]), S.exp(x.slice([0]).reshape([1, 3])), x),
  ),
  unary('logSoftmax of a sort', (x) => S.logSoftmax(S.sort(x)), positive(), { shapes: atLeast(1) }),
]
