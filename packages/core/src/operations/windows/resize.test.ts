import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'

const line = (...values: number[]): S.Tensor => S.tensor(values, { shape: [1, 1, values.length] })

describe('resize', () => {
  // By hand: new centres at (i + ½) · old / new − ½.
  it('is linear between the centres of pixels, and flat beyond the outermost', () => {
    expect([...S.resize(line(0, 4), [4]).data]).toEqual([0, 1, 3, 4])
    expect([...S.resize(line(0, 1, 2, 3), [2]).data]).toEqual([0.5, 2.5])
    expect([...S.resize(line(0, 10, 20), [2]).data]).toEqual([2.5, 17.5])
    expect([...S.resize(line(7), [3]).data]).toEqual([7, 7, 7])
  })

  it('takes the nearest centre', () => {
    const nearest = (x: S.Tensor, length: number): number[] => [
      ...S.resize(x, [length], { method: 'nearest' }).data,
    ]
    expect(nearest(line(1, 2), 4)).toEqual([1, 1, 2, 2])
    expect(nearest(line(1, 2, 3), 2)).toEqual([1, 3])
    expect(nearest(line(1, 2, 3, 4, 5), 3)).toEqual([1, 3, 5])
  })

  it('along several axes, one after the other', () => {
    const x = S.tensor([0, 2, 4, 6], { shape: [1, 1, 2, 2], dtype: 'float64' })
    expect(S.resize(x, [2, 4]).toArray()).toEqual([
      [
        [
          [0, 0.5, 1.5, 2],
          [4, 4.5, 5.5, 6],
        ],
      ],
    ])
    expect(S.resize(S.ones([2, 3, 2, 3, 4]), [4, 3, 1]).shape).toEqual([2, 3, 4, 3, 1])
    expect(S.resize(S.ones([0, 3, 2]), [5]).shape).toEqual([0, 3, 5])
  })

  it('refuses lengths that are none', () => {
    const x = S.zeros([1, 1, 2, 2])
    expect(() => S.resize(x, [2])).toThrow(/a length from 1 for each of the 2 spatial axes/)
    expect(() => S.resize(x, [2, 0])).toThrow(/got \[2, 0\] for \[1, 1, 2, 2\]/)
    expect(() => S.resize(S.zeros([2, 2]), [2])).toThrow(/resize: x must have the axes/)
  })
})
