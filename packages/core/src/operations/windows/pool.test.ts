import { type Arbitrary, array, assert, constantFrom, integer, property, record } from 'fast-check'
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
} from '../block.fixture.ts'

const axis = record({
  size: integer({ min: 1, max: 3 }),
  stride: integer({ min: 1, max: 3 }),
  before: integer({ min: 0, max: 1 }),
  after: integer({ min: 0, max: 1 }),
  extra: integer({ min: 0, max: 3 }),
})

const settings = record({
  axes: array(axis, { minLength: 1, maxLength: 3 }),
  examples: integer({ min: 0, max: 2 }),
  channels: integer({ min: 1, max: 2 }),
  countPadding: constantFrom(true, false),
}).map(({ axes, examples, channels, countPadding }) => ({
  x: [examples, channels, ...axes.map(({ size, extra }) => size + extra)],
  size: axes.map(({ size }) => size),
  stride: axes.map(({ stride }) => stride),
  // Never as wide as the window, so that each holds an element.
  padding: axes.map(({ size, before, after }): [number, number] => [
    Math.min(before, size - 1),
    Math.min(after, size - 1),
  ]),
  countPadding,
}))
type Setting = typeof settings extends Arbitrary<infer T> ? T : never

/** What `of` makes of the elements of each window that are not padding. */
function pooled(
  x: Block,
  { size, stride, padding }: Setting,
  of: (values: number[]) => number,
): Block {
  const counts = size.map((n, axis) => {
    const [before = 0, after = 0] = padding[axis] ?? []
    return Math.floor(((x.shape[axis + 2] ?? 0) + before + after - n) / (stride[axis] ?? 1)) + 1
  })
  return build([...x.shape.slice(0, 2), ...counts], ([n = 0, c = 0, ...to]) =>
    of(
      indicesOf(size).flatMap((tap) => {
        const from = to.map(
          (place, axis) =>
            place * (stride[axis] ?? 1) + (tap[axis] ?? 0) - (padding[axis]?.[0] ?? 0),
        )
        const inside = from.every((i, axis) => i >= 0 && i < (x.shape[axis + 2] ?? 0))
        return inside ? [at(x, [n, c, ...from])] : []
      }),
    ),
  )
}

describe('pooling gives what a direct loop gives', () => {
  it('maxPool', () => {
    assert(
      property(settings, seeds, (setting, seed) => {
        const x = sample('float64', setting.x, seed, -9, -1)
        const y = S.maxPool(x, setting.size, { stride: setting.stride, padding: setting.padding })
        const expected = pooled(blockOf(x), setting, (values) => Math.max(...values))
        expect(y.shape).toEqual(expected.shape)
        expect([...y.data]).toEqual(expected.values)
      }),
      { numRuns: 100, seed: 31 },
    )
  })

  it('averagePool, with the padding counted and not', () => {
    assert(
      property(settings, seeds, (setting, seed) => {
        const x = sample('float64', setting.x, seed)
        const places = setting.size.reduce((product, n) => product * n, 1)
        const y = S.averagePool(x, setting.size, {
          stride: setting.stride,
          padding: setting.padding,
          countPadding: setting.countPadding,
        })
        const expected = pooled(blockOf(x), setting, (values) => {
          const sum = values.reduce((total, value) => total + value, 0)
          return sum / (setting.countPadding ? places : values.length)
        })
        expect(y.shape).toEqual(expected.shape)
        expect(errorOf(blockOf(y), expected, 1)).toBeLessThan(1e-12)
      }),
      { numRuns: 100, seed: 32 },
    )
  })
})

describe('maxPool', () => {
  it('gives the derivative to the first of equal elements', () => {
    const x = S.tensor([3, 1, 3, 3, 2, 2], { shape: [1, 1, 6] })
    const slope = S.grad((at: S.Tensor) => S.sum(S.maxPool(at, 3)))
    expect([...slope(x).data]).toEqual([1, 0, 0, 1, 0, 0])
    const across = S.grad((at: S.Tensor) => S.sum(S.maxPool(at, 2)))
    expect([...across(S.ones([1, 1, 2, 4])).data]).toEqual([1, 0, 1, 0, 0, 0, 0, 0])
  })

  it('has derivatives to second order by that element alone', () => {
    const x = S.tensor([2, 2, 1, 3], { shape: [1, 1, 4], dtype: 'float64' })
    const cubes = (at: S.Tensor): S.Tensor => S.sum(S.pow(S.maxPool(at, 2), 3))
    const curvature = S.grad((at: S.Tensor) => S.sum(S.grad(cubes)(at)))
    expect([...curvature(x).data]).toEqual([12, 0, 0, 18])
  })

  it('NaN wins, and padding does not', () => {
    const x = S.tensor([-1, Number.NaN, -5, -Infinity], { shape: [1, 1, 4] })
    expect([...S.maxPool(x, 2).data]).toEqual([Number.NaN, -5])
    const low = S.tensor([-2, -3], { shape: [1, 1, 2] })
    expect([...S.maxPool(low, 2, { stride: 1, padding: 1 }).data]).toEqual([-2, -2, -3])
    expect([...S.maxPool(low, 3, { stride: 1, padding: 'same' }).data]).toEqual([-2, -2])
  })

  it('refuses what does not fit', () => {
    const x = S.zeros([1, 1, 4, 4])
    expect(() => S.maxPool(S.zeros([4, 4]), 2)).toThrow(/maxPool: x must have the axes/)
    expect(() => S.maxPool(x, 5)).toThrow(/each window must fit .*\[5, 5\] and axes \[4, 4\]/)
    expect(() => S.maxPool(x, [2, 2, 2])).toThrow(/the window must be a number or one for each/)
    expect(() => S.maxPool(x, 2, { padding: 2 })).toThrow(/padding must be smaller .*got 2 along/)
    expect(() => S.maxPool(S.zeros([1, 1, 4], { dtype: 'int32' }), 2)).toThrow(S.DTypeError)
    expect(() => S.averagePool(x, 0)).toThrow(/size must be a whole number from 1, got 0/)
  })
})

it('global pooling takes all spatial axes', () => {
  const x = S.tensor([1, 5, 3, 3, -1, -2, -3, -6], { shape: [1, 2, 2, 2] })
  expect(S.globalAveragePool(x).toArray()).toEqual([[3, -3]])
  expect(S.globalMaxPool(x).toArray()).toEqual([[5, -1]])
  expect(S.globalMaxPool(x, { keepDims: true }).shape).toEqual([1, 2, 1, 1])
  expect(S.globalAveragePool(x, { keepDims: true }).shape).toEqual([1, 2, 1, 1])
  const slope = S.grad((at: S.Tensor) => S.sum(S.globalMaxPool(at)))
  expect([...slope(S.ones([1, 1, 3])).data]).toEqual([1, 0, 0])
})

it.each([
  ['maxPool', (x: S.Tensor) => S.maxPool(x, 2, { stride: 1, dilation: 3, padding: 'same' })],
  [
    'averagePool',
    (x: S.Tensor) =>
      S.averagePool(x, 2, { stride: 1, dilation: 3, padding: 'same', countPadding: false }),
  ],
])('%s refuses a window that begins before an axis and goes on behind it', (name, pool) => {
  expect(() => pool(S.tensor([[[1, 2]]]))).toThrow(
    `${name}: each window must hold an element, got one of padding alone along spatial axis 0`,
  )
  expect(pool(S.tensor([[[1, 2, 3]]])).shape).toEqual([1, 1, 3])
})
