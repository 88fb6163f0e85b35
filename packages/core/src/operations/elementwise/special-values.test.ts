import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'

/**
 * What no rounding excuses, after the special cases of the Python array API standard (2023.12) where it has the
 * function; else the limits. A value that is neither 0 nor whole may be 1 ULP off, here as below.
 */
const { NaN: nan, POSITIVE_INFINITY: inf } = Number

interface Range {
  readonly dtype: 'float32' | 'float64'
  /** The smallest subnormal. */
  readonly tiny: number
  /** The largest finite number. */
  readonly huge: number
  readonly epsilon: number
}
const ranges: readonly Range[] = [
  { dtype: 'float32', tiny: 2 ** -149, huge: (2 - 2 ** -23) * 2 ** 127, epsilon: 2 ** -23 },
  { dtype: 'float64', tiny: 2 ** -1074, huge: Number.MAX_VALUE, epsilon: 2 ** -52 },
]

type Value = number | ((range: Range) => number)
/** The smallest subnormal, the largest finite number. */
const tiny: Value = (range) => range.tiny
const huge: Value = (range) => range.huge
const minus =
  (value: Value): Value =>
  (range) =>
    -valueIn(value, range)
const of =
  (f: (x: number) => number, x: Value): Value =>
  (range) =>
    f(valueIn(x, range))
const valueIn = (value: Value, range: Range): number =>
  typeof value === 'number' ? value : value(range)

/** Equal to the bit where 0, infinite or NaN; else as near as functions are held to elsewhere. */
function expectValue(got: number, expected: number, { epsilon, tiny: least }: Range): void {
  if (!Number.isFinite(expected) || expected === 0) expect(got).toBe(expected)
  else {
    expect(Math.abs(got - expected)).toBeLessThanOrEqual(
      Math.max(1.2 * epsilon * Math.abs(expected), Math.abs(expected) < 1e-37 ? least : 0),
    )
    if (Number.isInteger(expected) && Math.abs(expected) < 2 ** 20) expect(got).toBe(expected)
  }
}

type Unary = (x: S.TensorLike) => S.Tensor
type Case = readonly [f: Unary, ...Values]
/** At 0, −0, ∞, −∞, NaN, ±the smallest, ±the largest number. */
type Values = readonly [Value, Value, Value, Value, Value, Value, Value, Value, Value]
const places: Values = [0, -0, inf, -inf, nan, tiny, minus(tiny), huge, minus(huge)]

const root = (x: number): number => 1 / Math.sqrt(x)
const half = Math.PI / 2
/** log(2 huge) */
const doubled = of((x) => Math.log(x) + Math.LN2, huge)
const selu = 1.0507009873554805 * 1.6732632423543772
/** f(tiny) = scale · tiny, rounded to a multiple of it. */
const tinyTimes = (scale: number): Value => of((x) => x * Math.round(scale), tiny)

const unary: Record<string, Case> = {
  abs: [S.abs, 0, 0, inf, inf, nan, tiny, tiny, huge, huge],
  sign: [S.sign, 0, -0, 1, -1, nan, 1, -1, 1, -1],
  neg: [S.neg, -0, 0, -inf, inf, nan, minus(tiny), tiny, minus(huge), huge],
  reciprocal: [
    S.reciprocal,
    inf,
    -inf,
    0,
    -0,
    nan,
    inf,
    -inf,
    of((x) => 1 / x, huge),
    of((x) => -1 / x, huge),
  ],
  square: [S.square, 0, 0, inf, inf, nan, 0, 0, inf, inf],
  sqrt: [S.sqrt, 0, -0, inf, nan, nan, of(Math.sqrt, tiny), nan, of(Math.sqrt, huge), nan],
  rsqrt: [S.rsqrt, inf, -inf, 0, nan, nan, of(root, tiny), nan, of(root, huge), nan],
  exp: [S.exp, 1, 1, inf, 0, nan, 1, 1, inf, 0],
  expm1: [S.expm1, 0, -0, inf, -1, nan, tiny, minus(tiny), inf, -1],
  log: [S.log, -inf, -inf, inf, nan, nan, of(Math.log, tiny), nan, of(Math.log, huge), nan],
  log1p: [S.log1p, 0, -0, inf, nan, nan, tiny, minus(tiny), of(Math.log, huge), nan],
  log2: [S.log2, -inf, -inf, inf, nan, nan, of(Math.log2, tiny), nan, of(Math.log2, huge), nan],
  sin: [
    S.sin,
    0,
    -0,
    nan,
    nan,
    nan,
    tiny,
    minus(tiny),
    of(Math.sin, huge),
    of(Math.sin, minus(huge)),
  ],
  cos: [S.cos, 1, 1, nan, nan, nan, 1, 1, of(Math.cos, huge), of(Math.cos, huge)],
  tan: [
    S.tan,
    0,
    -0,
    nan,
    nan,
    nan,
    tiny,
    minus(tiny),
    of(Math.tan, huge),
    of(Math.tan, minus(huge)),
  ],
  asin: [S.asin, 0, -0, nan, nan, nan, tiny, minus(tiny), nan, nan],
  acos: [S.acos, half, half, nan, nan, nan, half, half, nan, nan],
  atan: [S.atan, 0, -0, half, -half, nan, tiny, minus(tiny), half, -half],
  sinh: [S.sinh, 0, -0, inf, -inf, nan, tiny, minus(tiny), inf, -inf],
  cosh: [S.cosh, 1, 1, inf, inf, nan, 1, 1, inf, inf],
  asinh: [S.asinh, 0, -0, inf, -inf, nan, tiny, minus(tiny), doubled, minus(doubled)],
  acosh: [S.acosh, nan, nan, inf, nan, nan, nan, nan, doubled, nan],
  atanh: [S.atanh, 0, -0, nan, nan, nan, tiny, minus(tiny), nan, nan],
  tanh: [S.tanh, 0, -0, 1, -1, nan, tiny, minus(tiny), 1, -1],
  floor: [S.floor, 0, -0, inf, -inf, nan, 0, -1, huge, minus(huge)],
  ceil: [S.ceil, 0, -0, inf, -inf, nan, 1, -0, huge, minus(huge)],
  round: [S.round, 0, -0, inf, -inf, nan, 0, -0, huge, minus(huge)],
  sigmoid: [S.sigmoid, 0.5, 0.5, 1, 0, nan, 0.5, 0.5, 1, 0],
  logSigmoid: [
    S.logSigmoid,
    -Math.LN2,
    -Math.LN2,
    -0,
    -inf,
    nan,
    -Math.LN2,
    -Math.LN2,
    -0,
    minus(huge),
  ],
  softplus: [S.softplus, Math.LN2, Math.LN2, inf, 0, nan, Math.LN2, Math.LN2, huge, 0],
  erf: [S.erf, 0, -0, 1, -1, nan, tiny, minus(tiny), 1, -1],
  erfc: [S.erfc, 1, 1, 0, 2, nan, 1, 1, 0, 2],
  erfInv: [S.erfInv, 0, -0, nan, nan, nan, tinyTimes(0.886), minus(tinyTimes(0.886)), nan, nan],
  lgamma: [S.lgamma, inf, inf, inf, nan, nan, of((x) => -Math.log(x), tiny), nan, inf, nan],
  digamma: [S.digamma, -inf, -inf, inf, nan, nan, -inf, nan, of(Math.log, huge), nan],
  relu: [S.relu, 0, 0, inf, 0, nan, tiny, 0, huge, 0],
  leakyRelu: [
    (x) => S.leakyRelu(x, { slope: 0.5 }),
    0,
    -0,
    inf,
    -inf,
    nan,
    tiny,
    -0,
    huge,
    of((x) => -x / 2, huge),
  ],
  elu: [(x) => S.elu(x), 0, -0, inf, -1, nan, tiny, minus(tiny), huge, -1],
  selu: [S.selu, 0, -0, inf, -selu, nan, tiny, minus(tinyTimes(2)), inf, -selu],
  celu: [(x) => S.celu(x, { alpha: 2 }), 0, -0, inf, -2, nan, tiny, -0, huge, -2],
  // x times the limit 0 at −∞ is NaN, as in PyTorch and JAX.
  gelu: [(x) => S.gelu(x), 0, -0, inf, nan, nan, 0, -0, huge, -0],
  geluTanh: [(x) => S.gelu(x, { approximate: 'tanh' }), 0, -0, inf, nan, nan, 0, -0, huge, -0],
  silu: [S.silu, 0, -0, inf, nan, nan, 0, -0, huge, -0],
  mish: [S.mish, 0, -0, inf, nan, nan, tiny, minus(tiny), huge, -0],
  isNaN: [S.isNaN, 0, 0, 0, 0, 1, 0, 0, 0, 0],
  isFinite: [S.isFinite, 1, 1, 0, 0, 0, 1, 1, 1, 1],
}

/** More of one argument: [f, x, f(x)]. */
const more: readonly (readonly [string, Unary, number, number])[] = [
  ['asin', S.asin, 1, half],
  ['asin', S.asin, -1, -half],
  ['acos', S.acos, 1, 0],
  ['acos', S.acos, -1, Math.PI],
  ['acos', S.acos, 1.5, nan],
  ['acosh', S.acosh, 1, 0],
  ['acosh', S.acosh, -3, nan],
  ['atanh', S.atanh, 1, inf],
  ['atanh', S.atanh, -1, -inf],
  ['atanh', S.atanh, 1.5, nan],
  ['ceil', S.ceil, -0.5, -0],
  ['round', S.round, -0.5, -0],
  ['round', S.round, 2.5, 2],
  ['log', S.log, 1, 0],
  ['log1p', S.log1p, -1, -inf],
  ['log1p', S.log1p, -1.5, nan],
  ['log2', S.log2, 1, 0],
  ['log2', S.log2, 1024, 10],
  ['erfInv', S.erfInv, 1, inf],
  ['erfInv', S.erfInv, -1, -inf],
]

type Binary = (a: S.TensorLike, b: S.TensorLike) => S.Tensor
/** [a, b, f(a, b)] */
type Triple = readonly [Value, Value, Value]
const { PI } = Math

const binary: Record<string, readonly [Binary, readonly Triple[]]> = {
  add: [
    S.add,
    [
      [inf, -inf, nan],
      [nan, 1, nan],
      [inf, 1, inf],
      [-0, -0, -0],
      [-0, 0, 0],
      [huge, huge, inf],
      [tiny, minus(tiny), 0],
    ],
  ],
  sub: [
    S.sub,
    [
      [inf, inf, nan],
      [nan, 1, nan],
      [0, 0, 0],
      [-0, 0, -0],
      [minus(huge), huge, -inf],
    ],
  ],
  mul: [
    S.mul,
    [
      [inf, 0, nan],
      [-inf, -0, nan],
      [inf, -2, -inf],
      [-0, 3, -0],
      [-0, -3, 0],
      [huge, 2, inf],
      [tiny, -0.25, -0],
      [nan, 0, nan],
    ],
  ],
  div: [
    S.div,
    [
      [inf, -inf, nan],
      [0, -0, nan],
      [0, 2, 0],
      [0, -2, -0],
      [1, 0, inf],
      [1, -0, -inf],
      [-1, 0, -inf],
      [1, -inf, -0],
      [inf, -1, -inf],
      [huge, tiny, inf],
      [nan, 1, nan],
    ],
  ],
  atan2: [
    S.atan2,
    [
      [nan, 1, nan],
      [1, nan, nan],
      [1, 0, half],
      [1, -0, half],
      [0, 1, 0],
      [0, 0, 0],
      [0, -0, PI],
      [0, -1, PI],
      [-0, 1, -0],
      [-0, 0, -0],
      [-0, -0, -PI],
      [-0, -1, -PI],
      [-1, 0, -half],
      [-1, -0, -half],
      [1, inf, 0],
      [1, -inf, PI],
      [-1, inf, -0],
      [-1, -inf, -PI],
      [inf, 1, half],
      [-inf, 1, -half],
      [inf, inf, PI / 4],
      [inf, -inf, 0.75 * PI],
      [-inf, inf, -PI / 4],
      [-inf, -inf, -0.75 * PI],
      [tiny, tiny, PI / 4],
      [huge, huge, PI / 4],
      [tiny, huge, 0],
      [minus(tiny), huge, -0],
      [huge, minus(tiny), half],
      [tiny, minus(huge), PI],
      [minus(tiny), 1, minus(tiny)],
    ],
  ],
  mod: [
    S.mod,
    [
      [nan, 1, nan],
      [1, nan, nan],
      [inf, inf, nan],
      [-inf, inf, nan],
      [inf, 2, nan],
      [-inf, -2, nan],
      [0, 0, nan],
      [0, -0, nan],
      [-0, 0, nan],
      [0, 3, 0],
      [-0, 3, 0],
      [0, -3, -0],
      [-0, -3, -0],
      [2, 0, nan],
      [2, -0, nan],
      [-2, 0, nan],
      [2, inf, 2],
      [2, -inf, -inf],
      [-2, inf, inf],
      [-2, -inf, -2],
      [6, 3, 0],
      [6, -3, -0],
      [-6, 3, 0],
      [-6, -3, -0],
      [huge, tiny, 0],
      [tiny, huge, tiny],
      [minus(tiny), 1, 1],
    ],
  ],
  pow: [
    S.pow,
    [
      [nan, 0, 1],
      [nan, -0, 1],
      [1, nan, 1],
      [1, inf, 1],
      [1, -inf, 1],
      [2, nan, nan],
      [nan, 2, nan],
      [-1, inf, 1],
      [-1, -inf, 1],
      [2, inf, inf],
      [2, -inf, 0],
      [0.5, inf, 0],
      [0.5, -inf, inf],
      [-2, inf, inf],
      [inf, 2, inf],
      [inf, -2, 0],
      [-inf, 3, -inf],
      [-inf, 2, inf],
      [-inf, -3, -0],
      [-inf, -2, 0],
      [0, 2, 0],
      [0, -2, inf],
      [-0, 3, -0],
      [-0, 2, 0],
      [-0, -3, -inf],
      [-0, -2, inf],
      [-2, 0.5, nan],
      [huge, 2, inf],
      [tiny, 2, 0],
      [tiny, 1, tiny],
    ],
  ],
  logAddExp: [
    S.logAddExp,
    [
      [nan, 1, nan],
      [1, nan, nan],
      [inf, inf, inf],
      [-inf, -inf, -inf],
      [inf, -inf, inf],
      [-inf, 1, 1],
      [0, 0, Math.LN2],
      [1000, 1000, 1000 + Math.LN2],
      [huge, minus(huge), huge],
    ],
  ],
  maximum: [
    S.maximum,
    [
      [nan, 1, nan],
      [1, nan, nan],
      [-inf, 1, 1],
      [inf, 1, inf],
      [tiny, 0, tiny],
      [huge, inf, inf],
    ],
  ],
  minimum: [
    S.minimum,
    [
      [nan, 1, nan],
      [1, nan, nan],
      [-inf, 1, -inf],
      [inf, 1, 1],
      [minus(tiny), 0, minus(tiny)],
      [minus(huge), -inf, -inf],
    ],
  ],
  equal: [
    S.equal,
    [
      [nan, nan, 0],
      [0, -0, 1],
      [inf, inf, 1],
      [inf, -inf, 0],
      [tiny, 0, 0],
      [huge, inf, 0],
    ],
  ],
  notEqual: [
    S.notEqual,
    [
      [nan, nan, 1],
      [0, -0, 0],
      [inf, inf, 0],
      [tiny, 0, 1],
    ],
  ],
  less: [
    S.less,
    [
      [nan, 1, 0],
      [1, nan, 0],
      [-0, 0, 0],
      [-inf, minus(huge), 1],
      [0, tiny, 1],
    ],
  ],
  lessEqual: [
    S.lessEqual,
    [
      [nan, nan, 0],
      [-0, 0, 1],
      [0, -0, 1],
      [inf, inf, 1],
      [tiny, 0, 0],
    ],
  ],
  greater: [
    S.greater,
    [
      [nan, 1, 0],
      [1, nan, 0],
      [0, -0, 0],
      [inf, huge, 1],
      [tiny, 0, 1],
    ],
  ],
  greaterEqual: [
    S.greaterEqual,
    [
      [nan, nan, 0],
      [-0, 0, 1],
      [inf, inf, 1],
      [0, tiny, 0],
    ],
  ],
  clip: [
    (x, bound) => S.clip(x, -1, bound),
    [
      [nan, 1, nan],
      [0, nan, nan],
      [inf, 1, 1],
      [-inf, 1, -1],
      [2, inf, 2],
      [tiny, 1, tiny],
      [huge, 1, 1],
    ],
  ],
  where: [
    (x, y) => S.where(S.less(x, 0), x, y),
    [
      [nan, 1, 1],
      [-0, 0, 0],
      [-inf, nan, -inf],
      [minus(tiny), 1, minus(tiny)],
    ],
  ],
}

describe.each(ranges)('$dtype', (range) => {
  const { dtype } = range
  const rounded = (value: Value): number => {
    const exact = valueIn(value, range)
    return dtype === 'float32' ? Math.fround(exact) : exact
  }
  const tensor = (value: Value): S.Tensor => S.tensor([valueIn(value, range)], { dtype })

  it.each(Object.entries(unary))('%s', (_, [f, ...values]) => {
    values.forEach((value, i) => {
      expectValue(f(tensor(places[i] ?? nan)).data[0] ?? nan, rounded(value), range)
    })
  })

  it.each(more)('%s, elsewhere: case %#', (_, f, x, value) => {
    expectValue(f(tensor(x)).data[0] ?? nan, rounded(value), range)
  })

  it.each(Object.entries(binary))('%s', (_, [f, triples]) => {
    for (const [a, b, value] of triples)
      expectValue(f(tensor(a), tensor(b)).data[0] ?? nan, rounded(value), range)
  })
})

it('logic has its four cases', () => {
  const [a, b] = [S.tensor([false, false, true, true]), S.tensor([false, true, false, true])]
  expect(a.logicalAnd(b).toArray()).toEqual([false, false, false, true])
  expect(a.logicalOr(b).toArray()).toEqual([false, true, true, true])
  expect(a.logicalXor(b).toArray()).toEqual([false, true, true, false])
  expect(a.logicalNot().toArray()).toEqual([true, true, false, false])
})
