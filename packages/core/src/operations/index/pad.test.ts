import { array, assert, constantFrom, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'
import { at, blockOf, build, sample, seeds, shapes } from '../block.fixture.ts'

/** Which element stands at a place outside of 0 … n − 1; −1 for none. */
const places = {
  constant: (place: number, n: number) => (place < 0 || place >= n ? -1 : place),
  edge: (place: number, n: number) => Math.max(0, Math.min(n - 1, place)),
  reflect: (place: number, n: number) => (n === 1 ? 0 : n - 1 - Math.abs(n - 1 - Math.abs(place))),
} as const

describe('pad', () => {
  it('adds a constant, mirrored elements or copies, by its mode', () => {
    assert(
      property(
        shapes,
        array(integer({ min: 0, max: 3 }), { minLength: 6, maxLength: 6 }),
        constantFrom('constant', 'edge', 'reflect'),
        seeds,
        (shape, given, mode, seed) => {
          const most = (n: number): number =>
            mode === 'reflect' ? Math.max(0, n - 1) : mode === 'edge' && n === 0 ? 0 : 3
          const widths = shape.map(
            (n, axis) =>
              [
                Math.min(most(n), given[axis] ?? 0),
                Math.min(most(n), given[axis + 3] ?? 0),
              ] as const,
          )
          const x = sample('int32', shape, seed)
          const expected = build(
            shape.map((n, axis) => n + (widths[axis]?.[0] ?? 0) + (widths[axis]?.[1] ?? 0)),
            (index) => {
              const own = index.map((i, axis) =>
                places[mode](i - (widths[axis]?.[0] ?? 0), shape[axis] ?? 0),
              )
              return own.includes(-1) ? -7 : at(blockOf(x), own)
            },
          )
          const y =
            mode === 'constant' ? S.pad(x, widths, { mode, value: -7 }) : S.pad(x, widths, { mode })
          expect(y.shape).toEqual(expected.shape)
          expect(y.dtype).toBe('int32')
          expect([...y.data]).toEqual(expected.values)
        },
      ),
      { numRuns: 300, seed: 16 },
    )
  })

  it('takes any value, and booleans', () => {
    const infinity = Number.POSITIVE_INFINITY
    expect(S.pad([1], [[1, 0]], { value: -infinity }).toArray()).toEqual([-infinity, 1])
    expect(S.pad([false], [[1, 1]], { value: 1 }).toArray()).toEqual([true, false, true])
    expect(S.pad([true], [[1, 1]], { mode: 'edge' }).toArray()).toEqual([true, true, true])
    expect(
      S.grad((x: S.Tensor) => S.pad(x, [[2, 1]], { mode: 'edge' }).sum())(
        S.tensor([1, 2]),
      ).toArray(),
    ).toEqual([3, 2])
  })

  it('refuses invalid counts, modes and values', () => {
    expect(() => S.pad([1, 2], [[0, 2]], { mode: 'reflect' })).toThrow(
      'pad: "reflect" of 2 elements can put at most 1 on a side of axis 0, got 0 and 2',
    )
    expect(() => S.pad(S.zeros([0]), [[1, 0]], { mode: 'edge' })).toThrow(
      'pad: "edge" of 0 elements can put at most 0 on a side of axis 0, got 1 and 0',
    )
    // @ts-expect-error: there is no such mode
    expect(() => S.pad([1], [[1, 1]], { mode: 'wrap' })).toThrow(
      'pad: mode must be "constant", "reflect" or "edge", got wrap',
    )
  })
})
