import { assert, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'
import { at, blockOf, build, errorOf, sample, seeds, shapes } from '../block.fixture.ts'

/** One function of one tensor against plain JavaScript, over an interval. */
interface Row {
  readonly name: string
  readonly run: S.Elementwise
  readonly reference: (x: number) => number
  readonly low: number
  readonly high: number
  readonly dtypes: readonly S.DType[]
}

const floats = ['float32', 'float64'] as const
const numbers = [...floats, 'int32'] as const

const row = (
  name: string,
  run: S.Elementwise,
  reference: (x: number) => number,
  [low, high]: readonly [number, number] = [-4, 4],
  dtypes: readonly S.DType[] = floats,
): Row => ({ name, run, reference, low, high, dtypes })

const positive = [0.01, 9] as const

/** The power series of the error function; exact to 1e-15 up to 1.5. */
function erf(x: number): number {
  let term = x
  let sum = x
  for (let n = 1; n < 80; n++) {
    term *= (-x * x) / n
    sum += term / (2 * n + 1)
  }
  return (2 / Math.sqrt(Math.PI)) * sum
}

const roundToEven = (x: number): number => {
  const floor = Math.floor(x)
  if (x - floor !== 0.5) return Math.round(x)
  return floor % 2 === 0 ? floor : floor + 1
}

const rows: readonly Row[] = [
  row('abs', S.abs, Math.abs, [-9, 9], numbers),
  row('acosh', S.acosh, Math.acosh, [1, 20]),
  row('asinh', S.asinh, Math.asinh, [-20, 20]),
  row('atanh', S.atanh, Math.atanh, [-0.99, 0.99]),
  row('ceil', S.ceil, Math.ceil),
  row('cos', S.cos, Math.cos, [-20, 20]),
  row('erf', S.erf, erf, [-1.5, 1.5]),
  row('exp', S.exp, Math.exp, [-20, 20]),
  row('expm1', S.expm1, Math.expm1),
  row('floor', S.floor, Math.floor),
  row('identity', S.identity, (x) => x, [-9, 9], [...numbers, 'bool']),
  row('log', S.log, Math.log, positive),
  row('log1p', S.log1p, Math.log1p, [-0.9, 9]),
  row('logicalNot', S.logicalNot, (x) => 1 - x, [0, 1], ['bool']),
  row('neg', S.neg, (x) => -x, [-9, 9], numbers),
  row('reciprocal', S.reciprocal, (x) => 1 / x, positive),
  row('relu', S.relu, (x) => Math.max(x, 0)),
  row('round', S.round, roundToEven),
  row('rsqrt', S.rsqrt, (x) => 1 / Math.sqrt(x), positive),
  row('safeSqrt', S.safeSqrt, Math.sqrt, positive),
  row('sigmoid', S.sigmoid, (x) => 1 / (1 + Math.exp(-x)), [-20, 20]),
  row('sign', S.sign, Math.sign, [-3, 3], numbers),
  row('sin', S.sin, Math.sin, [-20, 20]),
  row('softplus', S.softplus, (x) => Math.log1p(Math.exp(x)), [-20, 20]),
  row('sqrt', S.sqrt, Math.sqrt, [0, 9]),
  row('square', S.square, (x) => x * x, [-9, 9], numbers),
  row('stopGradient', S.stopGradient, (x) => x, [-9, 9], [...numbers, 'bool']),
  row('tanh', S.tanh, Math.tanh),
]

const cases = rows.flatMap((each) => each.dtypes.map((dtype) => ({ ...each, dtype })))
const tolerance = { float32: 1.5e-7, float64: 5e-15, int32: 0, bool: 0 } as const

describe('element by element, against plain JavaScript', () => {
  it.each(cases)('$name of $dtype', ({ run, reference, dtype, low, high }) => {
    assert(
      property(shapes, seeds, (shape, seed) => {
        const x = sample(dtype, shape, seed, low, high)
        const y = run(x)
        const input = blockOf(x)
        const expected = build(shape, (index) => reference(at(input, index)))
        expect(y.shape).toEqual(shape)
        expect(y.dtype).toBe(dtype)
        expect(errorOf(blockOf(y), expected, 1e-2)).toBeLessThanOrEqual(tolerance[dtype])
      }),
      { numRuns: 30, seed: 1 },
    )
  })
})

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number

describe('special values', () => {
  it.each<[string, S.Elementwise, number[], number[]]>([
    ['abs', S.abs, [-0, nan, -infinity], [0, nan, infinity]],
    ['exp', S.exp, [-infinity, infinity, nan], [0, infinity, nan]],
    ['log', S.log, [0, -1, infinity, 1], [-infinity, nan, infinity, 0]],
    ['log1p', S.log1p, [-1, -2, 1e-20], [-infinity, nan, Math.fround(1e-20)]],
    ['expm1', S.expm1, [1e-20, -infinity], [Math.fround(1e-20), -1]],
    ['relu', S.relu, [nan, -0, -infinity, infinity], [nan, 0, 0, infinity]],
    ['round', S.round, [-1.5, -0.5, 0.5, 1.5, 2.5], [-2, -0, 0, 2, 2]],
    ['sigmoid', S.sigmoid, [-infinity, infinity, 0, nan], [0, 1, 0.5, nan]],
    ['sign', S.sign, [-0, nan, -infinity], [-0, nan, -1]],
    ['softplus', S.softplus, [-infinity, infinity, 1000], [0, infinity, 1000]],
    ['sqrt', S.sqrt, [-1, -0, infinity], [nan, -0, infinity]],
    ['safeSqrt', S.safeSqrt, [-1, 0, infinity], [nan, 0, infinity]],
    ['tanh', S.tanh, [-infinity, infinity, nan], [-1, 1, nan]],
  ])('%s', (_, run, x, y) => {
    expect([...run(x).data].map((value) => value + 0)).toEqual(y.map((value) => value + 0))
    expect([...run(S.tensor(x, { dtype: 'float64' })).data].map((value) => value + 0)).toEqual(
      y.map((value, index) => (value === Math.fround(1e-20) ? (x[index] ?? 0) : value) + 0),
    )
  })
})

describe('dtypes', () => {
  const whole = S.tensor([1, 2], { dtype: 'int32' })

  it.each(rows.filter(({ dtypes }) => dtypes === floats))(
    '$name refuses integers and booleans',
    ({ name, run }) => {
      const message = `${name}: must be float32 or float64, got int32; cast(x, "float32") converts`
      expect(() => run(whole)).toThrow(S.DTypeError)
      expect(() => run(whole)).toThrow(message)
      expect(() => run([true])).toThrow(/got bool/)
    },
  )

  it.each([S.abs, S.sign, S.square, S.neg])('numbers are asked for, %#', (run) => {
    expect(() => run([true])).toThrow(/^(abs|sign|square|neg): must be numbers, got bool; /)
  })

  it('logicalNot refuses numbers', () => {
    expect(() => S.logicalNot(whole)).toThrow(
      'logicalNot: must be bool, got int32; compare it: notEqual(x, 0)',
    )
  })
})

describe('derivatives where none exists, by choice', () => {
  const slope = (f: S.Elementwise, x: number): number =>
    S.grad((at: S.Tensor) => f(at))(S.tensor(x)).item()

  it('abs, relu, sign and rounding have the derivative 0 at 0', () => {
    for (const f of [S.abs, S.relu, S.sign, S.floor, S.ceil, S.round]) expect(slope(f, 0)).toBe(0)
  })

  it('at 0 that of sqrt is infinite, and that of safeSqrt 0', () => {
    expect(slope(S.sqrt, 0)).toBe(infinity)
    expect(slope(S.safeSqrt, 0)).toBe(0)
  })

  it('relu has the derivative 1 at NaN, and 0 at negative infinity', () => {
    expect([nan, -infinity, infinity].map((x) => slope(S.relu, x))).toEqual([1, 0, 1])
  })
})
