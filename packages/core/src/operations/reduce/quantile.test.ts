import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'

const { NaN: nan, POSITIVE_INFINITY: inf } = Number
const wide = (values: number[] | number[][]): S.Tensor => S.tensor(values, { dtype: 'float64' })

describe('quantile and median', () => {
  it('lie between the elements in order, as in NumPy', () => {
    const x = wide([9, 1, 4, 7, 2])
    expect(S.quantile(x, [0, 0.25, 0.5, 0.9, 1]).toArray()).toEqual([1, 2, 4, 8.2, 9])
    expect(S.median(x).item()).toBe(4)
    expect(S.median([3, 1, 2, 10]).item()).toBe(2.5)
    const rows = wide([
      [10, 7, 4],
      [3, 2, 1],
    ])
    expect(S.median(rows, 0).toArray()).toEqual([6.5, 4.5, 2.5])
    expect(S.median(rows, 1, { keepDims: true }).toArray()).toEqual([[7], [2]])
    expect(S.quantile(rows, [0.25, 0.5], -1).toArray()).toEqual([
      [5.5, 1.5],
      [7, 2],
    ])
    expect(S.quantile(rows, [0.5], [0, 1], { keepDims: true }).shape).toEqual([1, 1, 1])
    expect(S.median(5).item()).toBe(5)
  })

  it('of equal elements are that element, to the bit', () => {
    const shares = Array.from({ length: 50 }, (_, i) => i / 49)
    for (const dtype of ['float32', 'float64'] as const) {
      const x = S.full([3], 0.1, { dtype })
      expect(new Set(S.quantile(x, shares).data)).toEqual(new Set(x.data))
    }
  })

  it('are infinite beside an infinite element, and NaN where there is one', () => {
    expect(S.median([1, inf, 2, inf]).item()).toBe(inf)
    expect(S.quantile([inf, inf, -inf], [0, 0.25, 0.5, 0.75]).toArray()).toEqual([
      -inf,
      nan,
      inf,
      inf,
    ])
    const rows = [
      [1, nan, 2],
      [3, 4, 5],
    ]
    expect(S.median(rows, 1).toArray()).toEqual([nan, 4])
    expect(S.quantile(rows, 0, 1).toArray()).toEqual([nan, 3])
  })

  it('have the derivative of the elements they lie between, of equal ones the first', () => {
    const slope = (f: (x: S.Tensor) => S.Tensor, x: number[]): unknown =>
      S.grad((y: S.Tensor) => f(y))(wide(x)).toArray()
    expect(slope((x) => S.median(x), [9, 1, 4])).toEqual([0, 0, 1])
    expect(slope((x) => S.median(x), [9, 1, 4, 3])).toEqual([0, 0, 0.5, 0.5])
    expect(slope((x) => S.quantile(x, 0.25), [9, 1, 5])).toEqual([0, 0.5, 0.5])
    expect(slope((x) => S.quantile(x, 0.125), [1, 1, 1])).toEqual([0.75, 0.25, 0])
    expect(slope((x) => S.median(x).pow(3), [1, 2, 7])).toEqual([0, 12, 0])
  })

  it('refuse what is no share, and nothing to choose from', () => {
    const message = 'quantile: q must be a number, or numbers, from 0 to 1, got '
    expect(() => S.quantile([1, 2], 1.5)).toThrow(`${message}1.5`)
    expect(() => S.quantile([1, 2], [0.5, nan])).toThrow(`${message}[0.5, NaN]`)
    expect(() => S.quantile([1, 2], [])).toThrow(`${message}[]`)
    expect(() => S.quantile(S.zeros([2, 0]), 0.5, 1)).toThrow(
      'quantile: needs at least one element, got [2, 0]',
    )
    expect(() => S.median(S.zeros([0]))).toThrow('median: needs at least one element, got [0]')
    expect(() => S.median(S.tensor([1], { dtype: 'int32' }))).toThrow(/^median: must be float32/)
    expect(S.median(S.zeros([0, 2]), 1).shape).toEqual([0])
  })
})
