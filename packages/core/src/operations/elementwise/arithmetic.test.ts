import { assert, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'
import {
  at,
  blockOf,
  broadcastShape,
  build,
  errorOf,
  sample,
  seeds,
  shapePairs,
  shapes,
} from '../block.fixture.ts'

type Run = (a: S.TensorLike, b: S.TensorLike) => S.Tensor

/** One function of two tensors against plain JavaScript, over one interval for each. */
interface Row {
  readonly name: string
  readonly run: Run
  readonly reference: (a: number, b: number) => number
  readonly domains: readonly [readonly [number, number], readonly [number, number]]
  readonly result: 'number' | 'bool'
  readonly dtypes: readonly S.DType[]
}

const floats = ['float32', 'float64'] as const
const numbers = [...floats, 'int32'] as const
const all = [...numbers, 'bool'] as const
const around = [-4, 4] as const
const narrow = [-2, 2] as const

const arithmetic = (
  name: string,
  run: Run,
  reference: Row['reference'],
  dtypes: readonly S.DType[] = numbers,
  domains: Row['domains'] = [around, around],
): Row => ({
  name,
  run,
  reference,
  domains,
  result: 'number',
  dtypes,
})

const comparison = (
  name: string,
  run: Run,
  holds: (a: number, b: number) => boolean,
  dtypes: readonly S.DType[] = all,
): Row => {
  const reference = (a: number, b: number): number => Number(holds(a, b))
  return {
    name,
    run,
    reference,
    domains: [narrow, narrow],
    result: 'bool',
    dtypes,
  }
}

const rows: readonly Row[] = [
  arithmetic('add', S.add, (a, b) => a + b),
  arithmetic('sub', S.sub, (a, b) => a - b),
  arithmetic('mul', S.mul, (a, b) => a * b),
  arithmetic('div', S.div, (a, b) => a / b, floats),
  arithmetic('maximum', S.maximum, Math.max),
  arithmetic('minimum', S.minimum, Math.min),
  arithmetic('pow', S.pow, (a, b) => a ** b, floats, [
    [0.05, 4],
    [-3, 3],
  ]),
  comparison('equal', S.equal, (a, b) => a === b),
  comparison('notEqual', S.notEqual, (a, b) => a !== b),
  comparison('less', S.less, (a, b) => a < b, numbers),
  comparison('lessEqual', S.lessEqual, (a, b) => a <= b, numbers),
  comparison('greater', S.greater, (a, b) => a > b, numbers),
  comparison('greaterEqual', S.greaterEqual, (a, b) => a >= b, numbers),
  comparison('logicalAnd', S.logicalAnd, (a, b) => a === 1 && b === 1, ['bool']),
  comparison('logicalOr', S.logicalOr, (a, b) => a === 1 || b === 1, ['bool']),
]

const cases = rows.flatMap((row) => row.dtypes.map((dtype) => ({ ...row, dtype })))
// One rounding for the exact ones; pow is one more.
const tolerance = { float32: 1.5e-7, float64: 1e-14, int32: 0, bool: 0 } as const

describe('two tensors, broadcast, against plain JavaScript', () => {
  it.each(cases)('$name of $dtype', ({ run, reference, domains, dtype, result }) => {
    assert(
      property(shapePairs, seeds, ([shapeA, shapeB], seed) => {
        const draw = (
          shape: S.Shape,
          from: number,
          [low, high]: readonly [number, number],
        ): S.Tensor => {
          const drawn = sample(dtype, shape, from, low, high)
          // Comparisons of whole numbers, so that many are equal.
          return result === 'bool' && dtype !== 'bool' ? drawn.cast('int32').cast(dtype) : drawn
        }
        const a = draw(shapeA, seed, domains[0])
        const b = draw(shapeB, seed ^ 0x5bd1e995, domains[1])
        const [left, right] = [blockOf(a), blockOf(b)]
        const shape = broadcastShape(shapeA, shapeB)
        const y = run(a, b)
        expect(y.shape).toEqual(shape)
        expect(y.dtype).toBe(result === 'bool' ? 'bool' : dtype)
        const expected = build(shape, (index) => reference(at(left, index), at(right, index)))
        expect(errorOf(blockOf(y), expected, 1e-2)).toBeLessThanOrEqual(tolerance[dtype])
      }),
      { numRuns: 40, seed: 2 },
    )
  })
})

describe('int32 wraps', () => {
  it('in sums, differences and products', () => {
    const big = S.tensor(2147483647, { dtype: 'int32' })
    expect(S.add(big, 1).item()).toBe(-2147483648)
    expect(S.sub(S.neg(big), 2).item()).toBe(2147483647)
    expect(S.mul(big, 2).item()).toBe(-2)
  })
})

describe('what two arguments must be', () => {
  const x = S.tensor([1, 2])
  const y = S.tensor([1, 2, 3])
  const whole = S.tensor([1, 2], { dtype: 'int32' })

  it.each(rows.filter(({ dtypes }) => dtypes === numbers || dtypes === floats))(
    '$name: shapes that broadcast, one dtype, numbers',
    ({ name, run }) => {
      expect(() => run(x, y)).toThrow(S.ShapeError)
      expect(() => run(x, y)).toThrow(`${name}: shapes must be equal or broadcast, got [2] and [3]`)
      expect(() => run(x, whole)).toThrow(S.DTypeError)
      expect(() => run(x, whole)).toThrow(
        `${name}: dtypes must agree, got float32 and int32; cast(x, "float32") converts`,
      )
      expect(() => run([true], [false])).toThrow(new RegExp(`^${name}: must be .*, got bool; `))
    },
  )

  it('less, greater and the like take numbers only', () => {
    expect(() => S.less([true], [false])).toThrow(/^less: must be numbers, got bool; /)
  })

  it('pow by its exponent at 0: 0 where the power is 0 or 1, else the limit', () => {
    const slope = (y: number): number => S.grad((at: S.Tensor) => S.pow(0, at))(S.tensor(y)).item()
    expect([2, 0.5, 0, -1].map(slope)).toEqual([0, 0, 0, -Infinity])
  })

  it('div and pow refuse integers', () => {
    for (const run of [S.div, S.pow])
      expect(() => run(whole, 2)).toThrow(/^(div|pow): must be float32 or float64, got int32; /)
  })

  it('logical operations refuse numbers', () => {
    expect(() => S.logicalAnd([true], 1)).toThrow(/^logicalAnd: must be bool, got float32; /)
    expect(() => S.logicalOr(x, [true])).toThrow(/^logicalOr: must be bool, got float32; /)
  })
})

describe('NaN', () => {
  const nan = Number.NaN

  it('equals nothing and is neither more nor less', () => {
    const none = [S.equal, S.less, S.lessEqual, S.greater, S.greaterEqual]
    for (const run of none) expect(run(nan, [nan, 1]).toArray()).toEqual([false, false])
    expect(S.notEqual(nan, [nan, 1]).toArray()).toEqual([true, true])
  })

  it('wins against a number in maximum and minimum', () => {
    for (const run of [S.maximum, S.minimum])
      expect([...run([nan, 1, 2], [1, nan, 2]).data]).toEqual([nan, nan, 2])
  })

  it('is what isNaN finds; isFinite leaves infinities out too', () => {
    const x = [nan, 1 / 0, -1 / 0, 3e38, 0]
    expect(S.isNaN(x).toArray()).toEqual([true, false, false, false, false])
    expect(S.isFinite(x).toArray()).toEqual([false, false, false, true, true])
    expect(S.isFinite(S.tensor([1], { dtype: 'int32' })).toArray()).toEqual([true])
  })
})

it('the derivative of a broadcast operand has its shape, and sums over what was repeated', () => {
  assert(
    property(shapePairs, seeds, ([shapeA, shapeB], seed) => {
      const a = sample('float64', shapeA, seed)
      const b = sample('float64', shapeB, seed + 1)
      const { da, db } = S.grad((x: { da: S.Tensor; db: S.Tensor }) => S.sum(S.mul(x.da, x.db)))({
        da: a,
        db: b,
      })
      const shape = broadcastShape(shapeA, shapeB)
      const whole = (x: S.Tensor): S.Tensor => S.broadcastTo(x, shape)
      expect(da.shape).toEqual(shapeA)
      expect(db.shape).toEqual(shapeB)
      // d/da is linear: ⟨d/da, a⟩ = Σ a b = ⟨d/db, b⟩.
      const total = S.sum(S.mul(whole(a), whole(b))).item()
      expect(S.sum(S.mul(da, a)).item()).toBeCloseTo(total, 9)
      expect(S.sum(S.mul(db, b)).item()).toBeCloseTo(total, 9)
    }),
    { numRuns: 40, seed: 3 },
  )
})

it('cast truncates, saturates and makes 0 of NaN; to bool it tells what is not 0', () => {
  const x = [1.9, -1.9, 3e9, -3e9, Number.NaN, 0]
  expect([...S.cast(x, 'int32').data]).toEqual([1, -1, 2147483647, -2147483648, 0, 0])
  expect(S.cast(x, 'bool').toArray()).toEqual([true, true, true, true, true, false])
  expect(S.cast([true, false], 'float64').toArray()).toEqual([1, 0])
  expect(S.cast(S.tensor(0.1, { dtype: 'float64' }), 'float32').item()).toBe(Math.fround(0.1))
  assert(
    property(shapes, seeds, (shape, seed) => {
      const whole = sample('int32', shape, seed, -1000, 1000)
      expect(whole.cast('float32').cast('float64').cast('int32').data).toEqual(whole.data)
    }),
    { numRuns: 20, seed: 4 },
  )
})
