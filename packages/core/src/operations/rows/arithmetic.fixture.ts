import {
  cast,
  clip,
  div,
  exp,
  maximum,
  minimum,
  mul,
  pow,
  sub,
  tensor,
  where,
} from '../../index.ts'
import {
  alike,
  alikeTwice,
  any,
  binary,
  broadcasting,
  positive,
  type Row,
  slopeOf,
  unary,
  within,
} from './row.fixture.ts'

const below = within(-2, -0.3)

/** Functions of two numbers, and choices. */
export const arithmeticRows: readonly Row[] = [
  binary('add', (a, b) => mul(a.add(b), a), any(), any(), {
    shapes: alikeTwice,
    value: (a, b) => (a + b) * a,
  }),
  binary('add, broadcast', (a, b) => mul(a.add(b), a), any([4, 1]), any([3]), {
    shapes: broadcasting,
  }),
  binary('sub', (a, b) => mul(sub(a, b), b), any(), any(), {
    shapes: alikeTwice,
    value: (a, b) => (a - b) * b,
  }),
  binary('sub, broadcast', (a, b) => mul(sub(a, b), b), any([3]), any([4, 1]), {
    shapes: broadcasting,
  }),
  binary('mul', mul, any(), any(), { shapes: alikeTwice, value: (a, b) => a * b }),
  binary('mul, broadcast', mul, any([2, 1, 3]), any([4, 1]), { shapes: broadcasting }),
  binary('mul of nothing', mul, any([0, 3]), any([1])),
  binary('div', div, any(), positive(), { shapes: alikeTwice, value: (a, b) => a / b }),
  binary('div, broadcast', div, any([4, 1]), positive([3]), { shapes: broadcasting }),
  binary('pow', pow, positive(), any(), { shapes: alikeTwice, value: (a, b) => a ** b }),
  binary('pow, broadcast', pow, positive([4, 1]), any([3]), { shapes: broadcasting }),
  binary('pow of one scalar', pow, positive([]), any([2])),
  binary(
    'pow, its derivative by the exponent',
    (a, b) => slopeOf((y) => pow(a, y))(b),
    positive(),
    any(),
    { shapes: alikeTwice, value: (a, b) => a ** b * Math.log(a) },
  ),
  unary('pow 3', (x) => pow(x, 3), any(), { shapes: alike, value: (x) => x ** 3 }),
  unary('pow 2 at 0', (x) => pow(mul(x, 0), 2), any(), { shapes: alike, value: () => 0 }),
  unary('pow of 0, by the exponent', (y) => pow(0, y), positive(), {
    shapes: alike,
    value: () => 0,
  }),
  unary('pow −1.5', (x) => pow(x, -1.5), positive(), {
    shapes: alike,
    value: (x) => x ** -1.5,
  }),
  binary('maximum', maximum, below, positive(), { shapes: alikeTwice, value: Math.max }),
  binary('maximum, other side', (a, b) => mul(maximum(a, b), b), positive(), below, {
    shapes: alikeTwice,
    value: (a, b) => Math.max(a, b) * b,
  }),
  binary(
    'maximum, broadcast',
    (a, b) => mul(maximum(a, b), b),
    within(-2, -0.3, [3]),
    positive([2, 1]),
    { shapes: broadcasting },
  ),
  binary('minimum', (a, b) => mul(minimum(a, b), a), below, positive(), {
    shapes: alikeTwice,
    value: (a, b) => Math.min(a, b) * a,
  }),
  binary(
    'minimum, broadcast',
    (a, b) => mul(minimum(a, b), a),
    within(-2, -0.3, [2, 1]),
    positive([3]),
    { shapes: broadcasting },
  ),
  unary('clip inside', (x) => clip(x, -3, 3).mul(x), any(), {
    shapes: alike,
    value: (x) => x * x,
  }),
  unary('clip outside', (x) => clip(x, 5, 6).mul(x), any(), {
    shapes: alike,
    value: (x) => 5 * x,
  }),
  unary('clip, broadcast bounds', (x) => clip(x, [-3, -4, -5], 6).mul(x), any(), {
    shapes: (drawn) => [[...drawn.slice(1), 3]],
  }),
  binary('where', (a, b) => where(tensor([true, false, true]), a, b).mul(a.add(b)), any(), any(), {
    shapes: (drawn) => [[...drawn.slice(1), 3], [3]],
  }),
  binary(
    'where, broadcast',
    (a, b) => exp(where(tensor([[true], [false]]), a, b)),
    any([3]),
    any([]),
  ),
  unary(
    'cast to float32 and back',
    (x) => cast(cast(mul(x, 0), 'float32'), x.dtype).add(x),
    any(),
    { shapes: alike, value: (x) => x },
  ),
]
