import { array, assert, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'
import { sample, seeds, shapesWithAxes } from '../block.fixture.ts'

describe('concat and stack', () => {
  it('the parts can be sliced out again', () => {
    assert(
      property(
        shapesWithAxes,
        integer({ min: 0, max: 2 }),
        array(integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 4 }),
        seeds,
        (shape, drawn, lengths, seed) => {
          const axis = drawn % shape.length
          const parts = lengths.map((length, index) =>
            sample(
              'int32',
              shape.map((own, at) => (at === axis ? length : own)),
              seed + index,
              -99,
              99,
            ),
          )
          const whole = S.concat(parts, axis - shape.length)
          expect(whole.shape[axis]).toBe(lengths.reduce((sum, length) => sum + length, 0))
          let start = 0
          for (const part of parts) {
            const stop = start + (part.shape[axis] ?? 0)
            const lead = Array.from({ length: axis }, () => null)
            expect(whole.slice([...lead, { start, stop }]).toArray()).toEqual(part.toArray())
            start = stop
          }
        },
      ),
      { numRuns: 80, seed: 15 },
    )
  })

  it('stack makes a new axis', () => {
    expect(
      S.stack([
        [1, 2],
        [3, 4],
      ]).toArray(),
    ).toEqual([
      [1, 2],
      [3, 4],
    ])
    expect(S.stack([S.tensor([1, 2]), S.tensor([3, 4])], -1).toArray()).toEqual([
      [1, 3],
      [2, 4],
    ])
    expect(S.stack([1, 2, 3]).toArray()).toEqual([1, 2, 3])
  })

  it('numbers take the dtype of the tensors beside them', () => {
    const x = S.tensor([1], { dtype: 'float64' })
    expect(S.concat([[0.1], x]).toArray()).toEqual([0.1, 1])
    expect(S.stack([S.sum(x), 0.1]).dtype).toBe('float64')
    expect(S.concat([[true], S.tensor([false])]).dtype).toBe('bool')
  })

  it('refuses what does not fit', () => {
    expect(() => S.concat([])).toThrow('concat: needs at least one tensor, got none')
    expect(() => S.stack([])).toThrow('stack: needs at least one tensor, got none')
    expect(() => S.concat([1, 2])).toThrow(
      'concat: needs an axis, but a scalar has none; got axis 0',
    )
    expect(() => S.concat([S.zeros([2, 3]), S.zeros([2, 2])])).toThrow(
      'concat: shapes must agree but for axis 0, got [2, 3] and [2, 2]',
    )
    expect(() => S.concat([S.zeros([2, 3]), S.zeros([2])])).toThrow(/got \[2, 3\] and \[2\]/)
    expect(() => S.concat([S.zeros([1]), S.range(1)])).toThrow(
      'concat: dtypes must agree, got float32 and int32',
    )
    expect(() => S.stack([S.zeros([2]), S.zeros([3])])).toThrow(
      'stack: shapes must be equal, got [2] and [3]',
    )
    expect(() => S.stack([S.zeros([2])], 2)).toThrow(
      'stack: axis must be an integer from -2 to 1, got 2',
    )
  })
})
