import { array, assert, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'
import { at, blockOf, build, sample, seeds, shapesWithAxes } from '../block.fixture.ts'

const draws = array(integer({ min: 0, max: 999 }), { maxLength: 5 })

/** Indices into an axis from drawn numbers; none into an empty axis. */
const into = (length: number, drawn: readonly number[]): number[] =>
  length === 0 ? [] : drawn.map((each) => each % length)

const indices = (values: number[], shape: S.Shape = [values.length]): S.Tensor =>
  S.tensor(values, { shape, dtype: 'int32' })

describe('gather and its adjoint', () => {
  it('gather takes the slices that are named, along any axis', () => {
    assert(
      property(
        shapesWithAxes,
        integer({ min: 0, max: 2 }),
        draws,
        seeds,
        (shape, drawn, places, seed) => {
          const axis = drawn % shape.length
          const x = sample('float32', shape, seed)
          const picks = into(shape[axis] ?? 0, places)
          const expected = build(
            shape.map((length, own) => (own === axis ? picks.length : length)),
            (index) =>
              at(
                blockOf(x),
                index.map((i, own) => (own === axis ? (picks[i] ?? 0) : i)),
              ),
          )
          const y = S.gather(x, indices(picks), axis - shape.length)
          expect(y.shape).toEqual(expected.shape)
          expect([...y.data]).toEqual(expected.values)
        },
      ),
      { numRuns: 80, seed: 9 },
    )
  })

  it('⟨gather(x), y⟩ = ⟨x, scatterAdd(y)⟩', () => {
    assert(
      property(
        shapesWithAxes,
        integer({ min: 0, max: 2 }),
        draws,
        seeds,
        (shape, drawn, places, seed) => {
          const axis = drawn % shape.length
          const length = shape[axis] ?? 0
          const x = sample('float64', shape, seed)
          const picks = indices(into(length, places))
          const taken = S.gather(x, picks, axis)
          const y = sample('float64', taken.shape, seed + 1)
          const back = S.scatterAdd(y, picks, length, axis)
          expect(back.shape).toEqual(shape)
          expect(S.sum(S.mul(x, back)).item()).toBeCloseTo(S.sum(S.mul(taken, y)).item(), 10)
        },
      ),
      { numRuns: 80, seed: 10 },
    )
  })

  it('the shape of the indices stands in place of the axis', () => {
    const x = S.tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ])
    expect(S.gather(x, [[2, 0]]).toArray()).toEqual([
      [
        [5, 6],
        [1, 2],
      ],
    ])
    expect(S.gather(x, 1, 1).toArray()).toEqual([2, 4, 6])
  })
})

describe('pick and oneHot', () => {
  const x = S.tensor([
    [1, 2, 3],
    [4, 5, 6],
  ])

  it('pick takes one element of each row', () => {
    expect(S.pick(x, [2, 0]).toArray()).toEqual([3, 4])
    expect(S.pick(S.reshape(x, [2, 1, 3]), [[1], [1]]).toArray()).toEqual([[2], [5]])
    expect(S.pick([7, 8], 1).item()).toBe(8)
    expect(S.grad((at: S.Tensor) => S.sum(S.pick(at, [2, 0])))(x).toArray()).toEqual([
      [0, 0, 1],
      [1, 0, 0],
    ])
  })

  it('oneHot is 1 at the index', () => {
    expect(S.oneHot([[1], [0]], 2).toArray()).toEqual([[[0, 1]], [[1, 0]]])
    expect(S.oneHot([], 3).shape).toEqual([0, 3])
    expect(S.oneHot(0, 2, { dtype: 'float64' }).dtype).toBe('float64')
  })

  it('oneHot of many classes needs no square matrix', () => {
    expect(S.sum(S.oneHot([0, 65_535], 65_536)).item()).toBe(2)
  })
})

describe('errors', () => {
  const x = S.zeros([2, 3])

  it.each<[string, (...indices: number[]) => S.Tensor]>([
    ['gather', (...indices) => S.gather(x, indices, 1)],
    ['scatterAdd', (...indices) => S.scatterAdd([1, 2], indices, 3)],
    ['pick', (...indices) => S.pick(x, indices)],
    ['oneHot', (...indices) => S.oneHot(indices, 3)],
  ])('%s names itself and the indices where one is out of range', (name, run) => {
    run(0, 2)
    for (const [low, high] of [
      [-1, 2],
      [0, 3],
    ] as const) {
      expect(() => run(high, low)).toThrow(RangeError)
      expect(() => run(high, low)).toThrow(
        `${name}: an index lies outside of the axis it counts, got indices from ${low} to ${high}`,
      )
    }
  })

  it('indices are int32', () => {
    expect(() => S.gather(x, S.tensor([1]))).toThrow(
      'gather: indices must be int32, got float32; cast(x, "int32") converts',
    )
    expect(() => S.gather(x, [0.5])).toThrow('int32 cannot hold 0.5')
    expect(() => S.pick(x, S.tensor([1, 1]))).toThrow('pick: indices must be int32, got float32')
  })

  it('shapes fit', () => {
    expect(() => S.pick(S.zeros([2, 3, 4]), S.zeros([3, 2], { dtype: 'int32' }))).toThrow(
      'pick: needs one index for each row of [2, 3, 4], got shape [3, 2]',
    )
    expect(() => S.pick(1, 0)).toThrow('pick: needs rows, got a scalar')
    expect(() => S.scatterAdd(x, [0], 3)).toThrow(
      'scatterAdd: needs one index for each of the 2 slices, got shape [1]',
    )
    for (const length of [-1, 1.5])
      expect(() => S.scatterAdd([1], [0], length)).toThrow(
        `scatterAdd: lengths must be whole numbers from 0, got [${length}]`,
      )
    expect(() => S.scatterAdd([true], [0], 1)).toThrow('scatterAdd: must be numbers, got bool')
    expect(() => S.oneHot([0], -1)).toThrow(
      'oneHot: lengths must be whole numbers from 0, got [-1]',
    )
  })
})
