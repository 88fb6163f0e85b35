import { array, assert, constantFrom, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'
import { at, blockOf, build, errorOf, indicesOf, sample, seeds } from '../block.fixture.ts'

const lengths = integer({ min: 0, max: 3 })
const list = array(lengths, { maxLength: 2 })
const dtypes = constantFrom('float32', 'float64', 'int32')
const tolerance = { float32: 1e-5, float64: 1e-13, int32: 0 } as const

describe('tensordot', () => {
  it('is a loop over pairs of axes', () => {
    assert(
      property(list, list, list, dtypes, seeds, (own, shared, other, dtype, seed) => {
        // Axes of both in an order of their own: by turning the list of places around.
        const turn = <T>(values: readonly T[], by: number): T[] =>
          values
            .map((_, i) => values.at((i + by) % values.length) ?? values[0])
            .flatMap((v) => (v === undefined ? [] : [v]))
        const named = (free: readonly number[], by: number) =>
          turn(
            [
              ...free.map((length, i) => ({ length, free: i, shared: -1 })),
              ...shared.map((length, i) => ({ length, free: -1, shared: i })),
            ],
            by,
          )
        const [axesA, axesB] = [named(own, seed % 4), named(other, seed % 3)]
        const place = (axes: ReturnType<typeof named>, count: number): number[] =>
          Array.from({ length: count }, (_, i) => axes.findIndex((axis) => axis.shared === i))
        const a = sample(
          dtype,
          axesA.map(({ length }) => length),
          seed,
        )
        const b = sample(
          dtype,
          axesB.map(({ length }) => length),
          seed + 1,
        )
        const freeOf = (axes: ReturnType<typeof named>): ReturnType<typeof named> =>
          axes.filter((axis) => axis.free >= 0)
        const [freeA, freeB] = [freeOf(axesA), freeOf(axesB)]
        const expected = build(
          [...freeA, ...freeB].map(({ length }) => length),
          (index) =>
            indicesOf(shared).reduce((total, inner) => {
              const of = (axes: ReturnType<typeof named>, free: readonly number[]): number[] => {
                const rest = [...free]
                return axes.map((axis) =>
                  axis.shared >= 0 ? (inner[axis.shared] ?? 0) : (rest.shift() ?? 0),
                )
              }
              const left = at(blockOf(a), of(axesA, index.slice(0, freeA.length)))
              const right = at(blockOf(b), of(axesB, index.slice(freeA.length)))
              return total + left * right
            }, 0),
        )
        const y = S.tensordot(a, b, [place(axesA, shared.length), place(axesB, shared.length)])
        expect(y.shape).toEqual(expected.shape)
        expect(y.dtype).toBe(dtype)
        expect(errorOf(blockOf(y), expected, 1)).toBeLessThanOrEqual(tolerance[dtype])
      }),
      { numRuns: 300, seed: 21 },
    )
  })

  it('of a number takes the last axes with the first', () => {
    const a = sample('float64', [2, 3, 4], 1)
    const b = sample('float64', [3, 4, 5], 2)
    expect(S.tensordot(a, b).toArray()).toEqual(
      S.matmul(a.reshape([2, 12]), b.reshape([12, 5])).toArray(),
    )
    expect(S.tensordot(a, b, 0).shape).toEqual([2, 3, 4, 3, 4, 5])
    expect(
      S.tensordot(a, a, [
        [0, 1, 2],
        [0, 1, 2],
      ]).item(),
    ).toBeCloseTo(S.sum(S.square(a)).item(), 10)
    expect(S.tensordot(a, b, [2, -2]).shape).toEqual([2, 3, 3, 5])
  })

  it('refuses what does not pair', () => {
    const [a, b] = [S.zeros([2, 3]), S.zeros([4, 2])]
    expect(() => S.tensordot(a, b, 1)).toThrow(
      'tensordot: lengths must agree, got [3] of axes [1] and [4] of axes [0]',
    )
    expect(() => S.tensordot(a, b, 3)).toThrow(
      'tensordot: the number of axes must be from 0 to 2, got 3',
    )
    expect(() =>
      S.tensordot(a, b, [
        [0, 0],
        [1, 0],
      ]),
    ).toThrow('tensordot: needs pairs of axes, each once, got [0, 0] and [1, 0]')
    expect(() => S.tensordot(a, b, [0, [0, 1]])).toThrow(S.ShapeError)
    expect(() => S.tensordot(a, b, [2, 0])).toThrow(
      'tensordot: axis must be an integer from -2 to 1',
    )
    expect(() => S.tensordot([true], [true], 1)).toThrow('tensordot: must be numbers, got bool')
    expect(() => S.tensordot(a, S.zeros([3], { dtype: 'float64' }), 1)).toThrow(
      'tensordot: dtypes must agree, got float32 and float64',
    )
  })
})

describe('dot and outer', () => {
  it('dot of vectors, matrices, stacks and scalars', () => {
    expect(S.dot([1, 2, 3], [4, 5, 6]).item()).toBe(32)
    const [a, b] = [sample('float64', [2, 3], 1), sample('float64', [4, 3, 5], 2)]
    expect(S.dot(a, b).shape).toEqual([2, 4, 5])
    expect(S.dot(a, b).slice([1, 2]).toArray()).toEqual(
      a
        .slice([1])
        .matmul(b.slice([2]))
        .toArray(),
    )
    expect(S.dot(2, [1, 2]).toArray()).toEqual([2, 4])
    expect(S.dot(S.range(3), S.range(3)).item()).toBe(5)
    expect(() => S.dot([1, 2], [1, 2, 3])).toThrow(
      'dot: lengths must agree, got 2 and 3 of [2] and [3]',
    )
    expect(() => S.dot([true], [true])).toThrow('dot: must be numbers, got bool')
  })

  it('outer of every pair', () => {
    expect(S.outer([1, 2], [3, 4, 5]).toArray()).toEqual([
      [3, 4, 5],
      [6, 8, 10],
    ])
    expect(S.outer([[1], [2]], 3).toArray()).toEqual([[3], [6]])
    expect(S.outer(S.zeros([0]), [1]).shape).toEqual([0, 1])
  })
})
