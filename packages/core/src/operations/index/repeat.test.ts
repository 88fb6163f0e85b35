import { array, assert, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'
import { at, blockOf, build, sample, seeds, shapes, shapesWithAxes } from '../block.fixture.ts'

const counts = array(integer({ min: 0, max: 3 }), { minLength: 4, maxLength: 4 })

describe('tile and repeat', () => {
  it('tile repeats the tensor as a whole', () => {
    assert(
      property(shapes, counts, integer({ min: 0, max: 4 }), seeds, (shape, given, n, seed) => {
        const x = sample('int32', shape, seed)
        const times = given.slice(0, n)
        const rank = Math.max(n, shape.length)
        const own = [...Array.from({ length: rank - shape.length }, () => 1), ...shape]
        const each = [...Array.from({ length: rank - n }, () => 1), ...times]
        const expected = build(
          own.map((length, axis) => length * (each[axis] ?? 1)),
          (index) =>
            at(
              { shape: own, values: blockOf(x).values },
              index.map((i, axis) => i % (own[axis] || 1)),
            ),
        )
        const y = S.tile(x, times)
        expect(y.shape).toEqual(expected.shape)
        expect([...y.data]).toEqual(expected.values)
      }),
      { numRuns: 150, seed: 13 },
    )
    expect(S.tile([1, 2], 2).toArray()).toEqual([1, 2, 1, 2])
    expect(() => S.tile([1], [-1])).toThrow(
      'tile: the counts must be whole numbers from 0, got [-1]',
    )
  })

  it('repeat repeats each slice', () => {
    assert(
      property(
        shapesWithAxes,
        counts,
        integer({ min: 0, max: 2 }),
        seeds,
        (shape, given, a, seed) => {
          const axis = a % shape.length
          const x = sample('int32', shape, seed)
          const n = shape[axis] ?? 0
          const own = given.slice(0, n)
          const check = (y: S.Tensor, each: readonly number[]): void => {
            const places = each.flatMap((count, i) => Array.from({ length: count }, () => i))
            const expected = build(shape.with(axis, places.length), (index) =>
              at(blockOf(x), index.with(axis, places[index[axis] ?? 0] ?? 0)),
            )
            expect(y.shape).toEqual(expected.shape)
            expect([...y.data]).toEqual(expected.values)
          }
          check(S.repeat(x, own, axis), own)
          const [one = 0] = given
          check(
            S.repeat(x, one, axis - shape.length),
            own.map(() => one),
          )
        },
      ),
      { numRuns: 100, seed: 14 },
    )
    const message = 'repeat: needs a whole number from 0, or one for each of the 2 slices, got '
    expect(() => S.repeat([1, 2], [1])).toThrow(`${message}[1]`)
    expect(() => S.repeat([1, 2], 0.5)).toThrow(`${message}[0.5]`)
    expect(() => S.repeat(1, 2)).toThrow('repeat: needs an axis, but a scalar has none')
  })
})

describe('roll', () => {
  it('shifts elements cyclically', () => {
    assert(
      property(
        shapes,
        array(integer({ min: -6, max: 6 }), { minLength: 3, maxLength: 3 }),
        seeds,
        (shape, shifts, seed) => {
          const x = sample('int32', shape, seed)
          const axes = shape.map((_, axis) => axis - (seed % 2) * shape.length)
          const own = shifts.slice(0, shape.length)
          const expected = build(shape, (index) =>
            at(
              blockOf(x),
              index.map((i, axis) => {
                const n = shape[axis] ?? 1
                return (((i - (own[axis] ?? 0)) % n) + n) % n
              }),
            ),
          )
          const y = S.roll(x, own, axes)
          expect(y.shape).toEqual(shape)
          expect([...y.data]).toEqual(expected.values)
          const [shift = 0] = shifts
          const flat = [...x.data]
          const turned = flat.map((_, i) => flat.at((i - shift) % flat.length))
          const z = S.roll(x, shift)
          expect(z.shape).toEqual(shape)
          expect([...z.data]).toEqual(turned)
        },
      ),
      { numRuns: 150, seed: 15 },
    )
  })

  it('takes one shift for several axes, and refuses invalid ones', () => {
    expect(
      S.roll(
        [
          [1, 2],
          [3, 4],
        ],
        1,
        [0, 1],
      ).toArray(),
    ).toEqual([
      [4, 3],
      [2, 1],
    ])
    const x = S.tensor([1, 2, 3])
    expect(S.roll(x, 0, 0)).not.toBe(x)
    expect(() => S.roll(x, 0.5)).toThrow(
      'roll: needs one whole number for each of the 1 axes, got [0.5]',
    )
    expect(() => S.roll(x, [1, 2], 0)).toThrow(S.ShapeError)
    expect(() => S.roll(x, 1, 1)).toThrow('roll: axis must be an integer from -1 to 0, got 1')
    expect(() => S.roll(x, 1, [0, 0])).toThrow('roll: each axis may stand once, got [0, 0]')
  })
})
