import { array, assert, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'
import { at, blockOf, build, sample, seeds, shapesWithAxes } from '../block.fixture.ts'

const axes = integer({ min: -3, max: 2 })
const fit = (axis: number, rank: number): number => axis % rank

describe('split and unstack', () => {
  it('cut into parts that concat joins again', () => {
    assert(
      property(
        shapesWithAxes,
        axes,
        array(integer({ min: 0, max: 3 }), { maxLength: 4 }),
        seeds,
        (shape, given, parts, seed) => {
          const axis = fit(given, shape.length)
          const place = axis < 0 ? axis + shape.length : axis
          const own = shape.with(
            place,
            parts.reduce((a, b) => a + b, 0),
          )
          const x = sample('int32', own, seed)
          const pieces = S.split(x, parts, axis)
          expect(pieces.map((each) => each.shape)).toEqual(parts.map((n) => own.with(place, n)))
          if (parts.length > 0) expect(S.concat(pieces, axis).toArray()).toEqual(x.toArray())
          const rows = S.unstack(x, axis)
          expect(rows.length).toBe(own[place])
          if (rows.length > 0) expect(S.stack(rows, axis).toArray()).toEqual(x.toArray())
        },
      ),
      { numRuns: 100, seed: 11 },
    )
  })

  it('equal parts', () => {
    const halves = S.split([1, 2, 3, 4], 2).map((each) => each.toArray())
    expect(halves).toEqual([
      [1, 2],
      [3, 4],
    ])
    expect(S.split(S.zeros([2, 0]), 3, 1).map(({ shape }) => shape)).toEqual([
      [2, 0],
      [2, 0],
      [2, 0],
    ])
  })

  it('refuse what does not fill the axis', () => {
    expect(() => S.split([1, 2, 3], 2)).toThrow(
      'split: the number of parts must divide the axis of length 3, got 2',
    )
    for (const parts of [0, -1, 1.5]) expect(() => S.split([1, 2, 3], parts)).toThrow(S.ShapeError)
    expect(() => S.split([1, 2, 3], [1, 1])).toThrow(
      'split: the parts must be whole numbers from 0 that make up the 3 of axis 0, got [1, 1]',
    )
    expect(() => S.split([1, 2, 3], [4, -1])).toThrow(S.ShapeError)
    expect(() => S.unstack(1)).toThrow('unstack: needs an axis, but a scalar has none; got axis 0')
  })
})

describe('swapAxes and moveAxis', () => {
  it('take elements where they belong', () => {
    assert(
      property(shapesWithAxes, axes, axes, seeds, (shape, a, b, seed) => {
        const rank = shape.length
        const [from, to] = [fit(a, rank), fit(b, rank)]
        const [i, j] = [from < 0 ? from + rank : from, to < 0 ? to + rank : to]
        const x = sample('int32', shape, seed)
        const swapped = build(
          shape.map((n, k) => (k === i ? shape[j] : k === j ? shape[i] : n) ?? n),
          (index) => at(blockOf(x), index.with(i, index[j] ?? 0).with(j, index[i] ?? 0)),
        )
        const y = S.swapAxes(x, from, to)
        expect(y.shape).toEqual(swapped.shape)
        expect([...y.data]).toEqual(swapped.values)
        const move = <T>(list: readonly T[], source: number, target: number): T[] => {
          const rest = list.filter((_, k) => k !== source)
          return [
            ...rest.slice(0, target),
            ...list.slice(source, source + 1),
            ...rest.slice(target),
          ]
        }
        const moved = build(move(shape, i, j), (index) => at(blockOf(x), move(index, j, i)))
        const z = S.moveAxis(x, from, to)
        expect(z.shape).toEqual(moved.shape)
        expect([...z.data]).toEqual(moved.values)
      }),
      { numRuns: 100, seed: 12 },
    )
  })

  it('move several axes', () => {
    const x = S.zeros([2, 3, 4, 5])
    expect(S.moveAxis(x, [0, 1], [-1, 0]).shape).toEqual([3, 4, 5, 2])
    expect(S.moveAxis(x, [], []).shape).toEqual([2, 3, 4, 5])
    expect(() => S.moveAxis(x, [0, 1], 2)).toThrow(
      'moveAxis: needs one place for each axis, each once, got [0,1] and 2',
    )
    expect(() => S.moveAxis(x, [0, -4], [1, 2])).toThrow(S.ShapeError)
    expect(() => S.swapAxes(x, 0, 4)).toThrow('swapAxes: axis must be an integer from -4 to 3')
  })

  it('linspace has both ends', () => {
    expect(S.linspace(0, 1, 5).toArray()).toEqual([0, 0.25, 0.5, 0.75, 1])
    expect(S.linspace(3, -1, 3, { dtype: 'float64' }).toArray()).toEqual([3, 1, -1])
    expect(S.linspace(2, 9, 1).toArray()).toEqual([2])
    expect(S.linspace(2, 9, 0).shape).toEqual([0])
    expect(S.linspace(0.1, 0.7, 7, { dtype: 'float64' }).data.at(-1)).toBe(0.7)
    expect(() => S.linspace(0, Number.NaN, 3)).toThrow(
      'linspace: the bounds must be finite, got 0 and NaN',
    )
    expect(() => S.linspace(0, 1, -1)).toThrow(/^linspace: lengths/)
  })
})
