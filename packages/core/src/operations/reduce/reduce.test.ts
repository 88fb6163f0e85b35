import { assert, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'
import {
  at,
  type Block,
  blockOf,
  build,
  errorOf,
  indicesOf,
  sample,
  seeds,
  shapes,
} from '../block.fixture.ts'

type Reduction = (
  x: S.TensorLike,
  axes?: number | readonly number[],
  options?: S.ReduceOptions,
) => S.Tensor

/** One reduction against a fold of the elements in plain JavaScript. */
interface Row {
  readonly name: string
  readonly run: Reduction
  readonly fold: (values: readonly number[]) => number
  readonly dtypes: readonly S.DType[]
  readonly ofNothing: number | null
}

const floats = ['float32', 'float64'] as const
const numbers = [...floats, 'int32'] as const

const total = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0)
const average = (values: readonly number[]): number => total(values) / values.length
const spread = (values: readonly number[]): number =>
  average(values.map((x) => (x - average(values)) ** 2))
const logTotal = (values: readonly number[]): number => Math.log(total(values.map(Math.exp)))
const norm2 = (values: readonly number[]): number => Math.sqrt(total(values.map((x) => x * x)))
const largestOf = (values: readonly number[]): number => Math.max(...values)

const row = (
  name: string,
  run: Reduction,
  fold: Row['fold'],
  ofNothing: number | null,
  dtypes: readonly S.DType[] = floats,
): Row => ({ name, run, fold, dtypes, ofNothing })

const nan = Number.NaN
const rows: readonly Row[] = [
  row('sum', S.sum, total, 0, numbers),
  row('prod', S.prod, (values) => values.reduce((product, x) => product * x, 1), 1, numbers),
  row('max', S.max, largestOf, null, numbers),
  row('min', S.min, (values) => Math.min(...values), null, numbers),
  row('any', S.any, (values) => Number(values.includes(1)), 0, ['bool']),
  row('all', S.all, (values) => Number(!values.includes(0)), 1, ['bool']),
  row('mean', S.mean, average, nan),
  row('variance', S.variance, spread, nan),
  row('std', S.std, (values) => Math.sqrt(spread(values)), nan),
  row('logSumExp', S.logSumExp, logTotal, Number.NEGATIVE_INFINITY),
  row('norm', (x, axes, options) => S.norm(x, 2, axes, options), norm2, 0),
  row(
    'norm 1',
    (x, axes, o) => S.norm(x, 1, axes, o),
    (v) => total(v.map(Math.abs)),
    0,
  ),
  row(
    'norm ∞',
    (x, axes, o) => S.norm(x, 'infinity', axes, o),
    (v) => largestOf(v.map(Math.abs)),
    null,
  ),
]

/** Every way to name axes: undefined, and each subset by a bit mask, some counted from the end. */
function axesOf(mask: number, rank: number): number[] | undefined {
  if (mask === 16) return undefined
  const axes = Array.from({ length: rank }, (_, axis) => axis)
  return axes.filter((axis) => mask & (1 << axis)).map((axis) => (mask & 8 ? axis - rank : axis))
}

function reduced(
  x: Block,
  axes: readonly number[] | undefined,
  fold: Row['fold'],
  keepDims: boolean,
): Block {
  const rank = x.shape.length
  const isReduced = (axis: number): boolean =>
    axes === undefined || axes.includes(axis) || axes.includes(axis - rank)
  const inner = x.shape.map((length, axis) => (isReduced(axis) ? length : 1))
  const kept = build(
    x.shape.map((length, axis) => (isReduced(axis) ? 1 : length)),
    (index) =>
      fold(
        indicesOf(inner).map((own) =>
          at(
            x,
            index.map((i, axis) => i + (own[axis] ?? 0)),
          ),
        ),
      ),
  )
  return keepDims
    ? kept
    : { shape: x.shape.filter((_, axis) => !isReduced(axis)), values: kept.values }
}

const cases = rows.flatMap((each) => each.dtypes.map((dtype) => ({ ...each, dtype })))
const tolerance = { float32: 2e-6, float64: 1e-13, int32: 0, bool: 0 } as const

describe('over every choice of axes, against plain JavaScript', () => {
  it.each(cases)('$name of $dtype', ({ run, fold, dtype, ofNothing }) => {
    assert(
      property(shapes, integer({ min: 0, max: 16 }), seeds, (shape, mask, seed) => {
        const axes = axesOf(mask, shape.length)
        const x = sample(dtype, shape, seed)
        for (const keepDims of [false, true]) {
          const expected = reduced(
            blockOf(x),
            axes,
            (v) => (v.length > 0 ? fold(v) : (ofNothing ?? 0)),
            keepDims,
          )
          const nothing = (axes ?? shape.map((_, axis) => axis)).some(
            (axis) => shape.at(axis) === 0,
          )
          if (ofNothing === null && nothing) {
            expect(() => run(x, axes, { keepDims })).toThrow(/needs at least one element, got \[/)
            continue
          }
          const y = run(x, axes, { keepDims })
          expect(y.shape).toEqual(expected.shape)
          expect(y.dtype).toBe(dtype)
          expect(errorOf(blockOf(y), expected, 1)).toBeLessThanOrEqual(tolerance[dtype])
        }
      }),
      { numRuns: 60, seed: 5 },
    )
  })

  it.each(rows)('$name names itself where an axis is wrong', ({ name, run, dtypes }) => {
    const x = sample(dtypes[0] ?? 'float32', [2, 3], 1)
    const operation = name.split(' ')[0]
    expect(() => run(x, 2)).toThrow(S.ShapeError)
    expect(() => run(x, 2)).toThrow(`${operation}: axis must be an integer from -2 to 1, got 2`)
    expect(() => run(x, [0, -2])).toThrow(`${operation}: each axis may stand once, got [0, -2]`)
  })

  it('of the wrong dtype is an error that says what to do', () => {
    expect(() => S.sum([true])).toThrow(
      'sum: must be numbers, got bool; cast(x, "int32") counts the true ones',
    )
    expect(() => S.max([true])).toThrow('max: must be numbers, got bool')
    expect(() => S.mean(S.range(3))).toThrow('mean: must be float32 or float64, got int32')
    expect(() => S.any([1])).toThrow('any: must be bool, got float32')
  })

  it('the sum of int32 wraps', () => {
    expect(S.sum(S.tensor([2147483647, 1], { dtype: 'int32' })).item()).toBe(-2147483648)
  })
})

describe('argmax and argmin', () => {
  const x = S.tensor([
    [1, 3, 3],
    [nan, 2, nan],
    [-1, -5, -5],
  ])

  it('is the first of equals, and NaN above and below all', () => {
    expect(S.argmax(x).toArray()).toEqual([1, 0, 0])
    expect(S.argmin(x).toArray()).toEqual([0, 0, 1])
    expect(S.argmax(x, 0).toArray()).toEqual([1, 0, 1])
    expect(S.argmax(x).dtype).toBe('int32')
    expect(S.argmax([false, true, true]).item()).toBe(1)
  })

  it('refuse an empty axis', () => {
    expect(() => S.argmax(S.zeros([2, 0]))).toThrow(
      'argmax: needs at least one element, got [2, 0]',
    )
    expect(() => S.argmin(1)).toThrow(S.ShapeError)
    expect(() => S.argmin(1)).toThrow('argmin: needs an axis, but a scalar has none; got axis -1')
  })

  it('NaN is the maximum and the minimum', () => {
    expect([...S.max(x, 1).data]).toEqual([3, nan, -1])
    expect([...S.min(x, 1).data]).toEqual([1, nan, -5])
  })
})

describe('ties split the derivative evenly', () => {
  it.each([S.max, S.min])('over one axis, all, and axes that are no neighbours, %#', (run) => {
    const x = S.tensor([
      [
        [1, 1],
        [2, 2],
      ],
      [
        [1, 2],
        [2, 2],
      ],
    ])
    const slope = (axes: number | number[] | undefined): S.Nested =>
      S.grad((at: S.Tensor) => S.sum(run(at, axes)))(x).toArray()
    const value = run === S.max ? 2 : 1
    const share = (n: number): S.Nested =>
      x.toArray() === null ? 0 : S.div(S.cast(S.equal(x, value), 'float32'), n).toArray()
    expect(slope(undefined)).toEqual(share(run === S.max ? 5 : 3))
    const apart = slope([0, 2])
    const along = slope(2)
    expect(along).toEqual(
      run === S.max
        ? [
            [
              [0.5, 0.5],
              [0.5, 0.5],
            ],
            [
              [0, 1],
              [0.5, 0.5],
            ],
          ]
        : [
            [
              [0.5, 0.5],
              [0.5, 0.5],
            ],
            [
              [1, 0],
              [0.5, 0.5],
            ],
          ],
    )
    expect(apart).toEqual(
      run === S.max
        ? [
            [
              [0, 0],
              [0.25, 0.25],
            ],
            [
              [0, 1],
              [0.25, 0.25],
            ],
          ]
        : [
            [[1 / 3, 1 / 3].map(Math.fround), [0.25, 0.25]],
            [[1 / 3, 0].map(Math.fround), [0.25, 0.25]],
          ],
    )
  })
})
