import { assert, boolean, constantFrom, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'
import { at, blockOf, build, sample, seeds, shapesWithAxes } from '../block.fixture.ts'

const nan = Number.NaN
const bits = (x: S.Tensor): string => Buffer.from(new Uint8Array(x.data.buffer)).toString('base64')

/** By JavaScript's sort, stable by the language; a NaN is above all. */
const inOrder = (values: readonly number[], descending: boolean): number[] =>
  values
    .map((_, place) => place)
    .sort((a, b) => {
      const [p = 0, q = 0] = descending ? [values[b], values[a]] : [values[a], values[b]]
      if (Number.isNaN(p) || Number.isNaN(q))
        return Number(Number.isNaN(p)) - Number(Number.isNaN(q))
      return p - q
    })

describe('sort, argsort and topK', () => {
  it('are JavaScript’s sort along every axis', () => {
    assert(
      property(
        shapesWithAxes,
        integer({ min: 0, max: 2 }),
        boolean(),
        constantFrom('float32', 'float64', 'int32', 'bool'),
        seeds,
        (shape, where, descending, dtype, seed) => {
          const axis = where % shape.length
          // Few different values, so that many are equal.
          const drawn = sample('int32', shape, seed, -2, 2)
          const x =
            dtype === 'bool'
              ? sample('bool', shape, seed)
              : dtype === 'int32'
                ? drawn
                : S.where(S.equal(drawn, 1), S.full([], nan, { dtype }), S.cast(drawn, dtype))
          const n = shape[axis] ?? 0
          const places = build(shape, (index) => {
            const line = Array.from({ length: n }, (_, i) => at(blockOf(x), index.with(axis, i)))
            return inOrder(line, descending)[index[axis] ?? 0] ?? 0
          })
          const order = S.argsort(x, axis, { descending })
          expect(order.dtype).toBe('int32')
          expect(order.shape).toEqual(shape)
          expect([...order.data]).toEqual(places.values)
          const values = build(shape, (index) =>
            at(blockOf(x), index.with(axis, at(places, index))),
          ).values
          const sorted = S.sort(x, axis - shape.length, { descending })
          expect(sorted.dtype).toBe(dtype)
          expect([...sorted.data]).toEqual(values)
          if (!descending) return
          const k = seed % (n + 1)
          const top = S.topK(x, k, axis)
          const first = [...shape.slice(0, axis).map(() => null), { stop: k }]
          expect([...top.indices.data]).toEqual([...order.slice(first).data])
          expect([...top.values.data]).toEqual([...sorted.slice(first).data])
          expect(top.values.shape).toEqual(shape.with(axis, k))
        },
      ),
      { numRuns: 300, seed: 19 },
    )
  })

  it('the derivative of a sorted element goes back to its place', () => {
    const x = S.tensor([3, 1, 2, 1])
    const weights = S.tensor([10, 20, 30, 40])
    const slope = S.grad((y: S.Tensor) => S.sort(y).mul(weights).sum())
    expect(slope(x).toArray()).toEqual([40, 10, 30, 20])
    const most = S.grad((y: S.Tensor) => S.topK(y, 2).values.mul([5, 7]).sum())
    expect(most(x).toArray()).toEqual([5, 0, 7, 0])
  })

  it('map over a batch as a loop does, and have the same bits compiled', () => {
    const x = new S.Rng(2).normal([3, 4, 5])
    const f = (y: S.Tensor): S.Tensor =>
      S.concat([S.sort(y, 0), S.cast(S.argsort(y, 1), 'float32'), S.topK(y, 2, 0).values])
    const loop = S.stack([0, 1, 2].map((i) => f(x.slice([i]))))
    expect(bits(S.vmap(f)(x))).toBe(bits(loop))
    expect(bits(S.compile(f)(x.slice([0])))).toBe(bits(f(x.slice([0]))))
  })

  it('refuse an invalid axis or count', () => {
    expect(() => S.sort(1)).toThrow('sort: needs an axis, but a scalar has none; got axis -1')
    expect(() => S.argsort([1], 1)).toThrow('argsort: axis must be an integer from -1 to 0, got 1')
    for (const k of [4, -1, 1.5])
      expect(() => S.topK([1, 2, 3], k)).toThrow(
        `topK: k must be a whole number from 0 to 3, got ${k}`,
      )
    const tape = (): unknown =>
      S.grad((y: S.Tensor) => S.argsort(y).cast('float32').sum())(S.tensor([1, 2]))
    expect(tape).toThrow(S.GradientError)
  })
})

describe('takeAlongAxis', () => {
  it('takes by an index of its own, broadcast over the other axes', () => {
    assert(
      property(
        shapesWithAxes,
        integer({ min: 0, max: 2 }),
        integer({ min: 0, max: 3 }),
        integer({ min: 0, max: 7 }),
        seeds,
        (shape, where, count, mask, seed) => {
          const axis = where % shape.length
          const n = shape[axis] ?? 0
          const own = shape.map((length, i) =>
            i === axis ? (n === 0 ? 0 : count) : mask & (1 << i) ? 1 : length,
          )
          const x = sample('int32', shape, seed)
          const picks = sample('int32', own, seed + 1, 0, Math.max(0, n - 1))
          const expected = build(shape.with(axis, own[axis] ?? 0), (index) =>
            at(blockOf(x), index.with(axis, at(blockOf(picks), index))),
          )
          const y = S.takeAlongAxis(x, picks, axis)
          expect(y.shape).toEqual(expected.shape)
          expect([...y.data]).toEqual(expected.values)
        },
      ),
      { numRuns: 200, seed: 20 },
    )
  })

  it('maps both arguments over a batch', () => {
    const x = new S.Rng(2).normal([3, 4, 2])
    const picks = S.argsort(x, 1).slice([null, { stop: 3 }])
    const f = (a: S.Tensor, i: S.Tensor): S.Tensor => S.takeAlongAxis(a, i, 0)
    const loop = S.stack([0, 1, 2].map((i) => f(x.slice([i]), picks.slice([i]))))
    expect(bits(S.vmap(f)(x, picks))).toBe(bits(loop))
  })

  it('refuses what names no element', () => {
    const x = S.zeros([2, 3])
    expect(() => S.takeAlongAxis(x, [[3]], 1)).toThrow(
      'takeAlongAxis: an index lies outside of the axis it counts, got indices from 3 to 3',
    )
    expect(() => S.takeAlongAxis(x, [0], 1)).toThrow(
      'takeAlongAxis: indices must have as many axes as [2, 3], got shape [1]',
    )
    expect(() => S.takeAlongAxis(x, S.tensor([[0.5]]), 1)).toThrow(
      'takeAlongAxis: indices must be int32, got float32',
    )
    expect(() => S.takeAlongAxis(x, [[0], [0], [0]], 1)).toThrow(/^takeAlongAxis: shapes must/)
  })
})
