import { describe, expect, it } from 'vitest'
import * as S from '../index.ts'
import * as fluent from '../operations/fluent.ts'

describe('a tensor', () => {
  const x = S.tensor([
    [1, 2, 3],
    [4, 5, 6],
  ])

  it('knows its shape, rank, size and dtype', () => {
    expect([x.shape, x.rank, x.size, x.dtype]).toEqual([[2, 3], 2, 6, 'float32'])
    const scalar = S.tensor(1)
    expect([scalar.shape, scalar.rank, scalar.size]).toEqual([[], 0, 1])
    expect(S.zeros([3, 0]).size).toBe(0)
  })

  it('gives its elements row by row, flat or nested', () => {
    expect(x.data).toEqual(new Float32Array([1, 2, 3, 4, 5, 6]))
    expect(S.transpose(x).toArray()).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ])
    expect(S.zeros([2, 0, 3]).toArray()).toEqual([[], []])
    expect(S.zeros([0, 2]).toArray()).toEqual([])
    expect(S.tensor(true).toArray()).toBe(true)
  })

  it('item is the one element, of any rank', () => {
    expect(S.tensor([[7]]).item()).toBe(7)
    expect(S.tensor(true).item()).toBe(1)
    expect(() => x.item()).toThrow(RangeError)
    expect(() => x.item()).toThrow(
      'item: the tensor must have one element, got shape [2, 3]; toArray() gives them all',
    )
    expect(() => S.zeros([0]).item()).toThrow(/got shape \[0\]/)
  })

  it('prints its numbers, those that JSON does not know too', () => {
    expect(`${x}`).toBe('Tensor([[1, 2, 3], [4, 5, 6]], float32)')
    expect(String(S.tensor([Number.NaN, -1 / 0]))).toBe('Tensor([NaN, -Infinity], float32)')
    expect(String(S.tensor(true))).toBe('Tensor(true, bool)')
  })

  it('has every fluent operation as a method, and a variable too', () => {
    const v = new S.Variable(x)
    const names = Object.keys(fluent)
    expect(names.length).toBeGreaterThan(60)
    for (const name of names)
      for (const each of [x, v]) expect(Reflect.get(each, name)).toBeTypeOf('function')
    expect(x.sum(1).toArray()).toEqual([6, 15])
    expect(v.mul(2).sub(x).toArray()).toEqual(x.toArray())
    expect(Object.keys(x)).toEqual(['shape', 'dtype', 'clone'])
  })
})
