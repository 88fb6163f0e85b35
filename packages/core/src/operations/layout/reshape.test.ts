import { assert, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'
import {
  at,
  blockOf,
  broadcastShape,
  build,
  sample,
  seeds,
  shapePairs,
  shapes,
} from '../block.fixture.ts'

describe('reshape', () => {
  const x = S.range(6)

  it('keeps the elements in order and finds the length left out', () => {
    expect(S.reshape(x, [2, 3]).toArray()).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ])
    expect(S.reshape(x, [-1, 2]).shape).toEqual([3, 2])
    expect(S.reshape(S.zeros([0, 3]), [3, -1]).shape).toEqual([3, 0])
    expect(S.reshape(5, [1, 1]).toArray()).toEqual([[5]])
  })

  it('refuses another number of elements', () => {
    const must = 'reshape: must hold 6 elements, as [6] does, got'
    for (const shape of [[4], [-1, 4], [-1, -1], [0, -1]])
      expect(() => S.reshape(x, shape)).toThrow(`${must} [${shape.join(', ')}]`)
    expect(() => S.reshape(x, [-2, -3])).toThrow(
      'reshape: lengths must be whole numbers from 0, got [-2, -3]',
    )
  })

  it('expandDims and squeeze undo each other', () => {
    assert(
      property(shapes, integer({ min: -4, max: 3 }), seeds, (shape, axis, seed) => {
        const at = Math.max(-shape.length - 1, Math.min(shape.length, axis))
        const wide = S.expandDims(sample('float32', shape, seed), at)
        expect(wide.shape.at(at)).toBe(1)
        expect(S.squeeze(wide, at).shape).toEqual(shape)
      }),
      { numRuns: 50, seed: 12 },
    )
    expect(S.squeeze(S.zeros([1, 2, 1])).shape).toEqual([2])
    expect(() => S.squeeze(S.zeros([2, 1]), 0)).toThrow(
      'squeeze: the axes [0] must have length 1, got [2, 1]',
    )
    expect(() => S.expandDims(x, 2)).toThrow(
      'expandDims: axis must be an integer from -2 to 1, got 2',
    )
  })
})

describe('transpose and broadcastTo', () => {
  it('transpose moves element i to the place of its axes, and back', () => {
    assert(
      property(shapes, integer({ min: 0, max: 5 }), seeds, (shape, order, seed) => {
        const x = sample('int32', shape, seed, -99, 99)
        const axes = shape.map((_, axis) => axis)
        // One of the orders: rotated, and reversed where odd.
        const rotated = axes.map((axis) => (axis + order) % Math.max(1, axes.length))
        const given = order % 2 ? rotated.reverse() : rotated
        const y = S.transpose(x, given)
        const expected = build(
          given.map((axis) => shape[axis] ?? 0),
          (index) =>
            at(
              blockOf(x),
              axes.map((axis) => index[given.indexOf(axis)] ?? 0),
            ),
        )
        expect(y.shape).toEqual(expected.shape)
        expect([...y.data]).toEqual(expected.values)
        expect(S.transpose(S.transpose(x)).data).toEqual(x.data)
      }),
      { numRuns: 80, seed: 13 },
    )
  })

  it('transpose names each axis once', () => {
    const x = S.zeros([2, 3])
    expect(() => S.transpose(x, [0, 0])).toThrow(
      'transpose: must name each of the 2 axes once, got [0, 0]',
    )
    expect(() => S.transpose(x, [0])).toThrow(/got \[0\]/)
    expect(() => S.transpose(x, [0, 2])).toThrow(
      'transpose: axis must be an integer from -2 to 1, got 2',
    )
  })

  it('broadcastTo repeats as NumPy does', () => {
    assert(
      property(shapePairs, seeds, ([from, other], seed) => {
        const shape = broadcastShape(from, other)
        const x = sample('int32', from, seed, -99, 99)
        const y = S.broadcastTo(x, shape)
        expect(y.shape).toEqual(shape)
        expect([...y.data]).toEqual(build(shape, (index) => at(blockOf(x), index)).values)
      }),
      { numRuns: 80, seed: 14 },
    )
  })

  it('broadcastTo refuses what cannot be reached', () => {
    expect(() => S.broadcastTo([1, 2], [3])).toThrow(/^broadcastTo: .*\[2\] .* \[3\]$/)
    expect(() => S.broadcastTo([[1], [2]], [2])).toThrow(
      'broadcastTo: [2, 1] cannot be repeated to [2]',
    )
    expect(() => S.broadcastTo([1, 2], [1])).toThrow('broadcastTo: [2] cannot be repeated to [1]')
    expect(() => S.broadcastTo(1, [-1])).toThrow(
      'broadcastTo: lengths must be whole numbers from 0, got [-1]',
    )
  })
})
