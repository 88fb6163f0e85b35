import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'

const wide = (x: number): S.Tensor => S.tensor(x, { dtype: 'float64' })
const slopes = (a: number, b: number): number[] =>
  S.grad(([x, y]: readonly [S.Tensor, S.Tensor]) => S.mod(x, y))([wide(a), wide(b)]).map((d) =>
    d.item(),
  )

describe('mod', () => {
  it('has the sign of the divisor, as in Python', () => {
    expect(S.mod([7, -7, 7, -7, 6, -6], [3, 3, -3, -3, 3, -3]).toArray()).toEqual([
      1, 2, -2, -1, 0, -0,
    ])
    const whole = (values: number[]): S.Tensor => S.tensor(values, { dtype: 'int32' })
    expect(S.mod(whole([7, -7, 7, -7, 5]), whole([3, 3, -3, -3, 0])).toArray()).toEqual([
      1, 2, -2, -1, 0,
    ])
    expect(S.tensor([5, 8]).mod(3).toArray()).toEqual([2, 2])
  })

  it('has the derivatives 1 and −⌊a / b⌋, at the jumps too, as in PyTorch and JAX', () => {
    expect(slopes(7, 3)).toEqual([1, -2])
    expect(slopes(-7, 3)).toEqual([1, 3])
    expect(slopes(6, 3)).toEqual([1, -2])
    expect(slopes(-6, 3)).toEqual([1, 2])
    expect(slopes(0, 3).map((x) => x + 0)).toEqual([1, 0])
  })

  it('has the floor of the exact quotient as its derivative, also where the division rounds up', () => {
    // 1 / 0.1 is 10 in double precision, and 1 − 9 · 0.1 is what is left.
    expect(S.mod(wide(1), wide(0.1)).item()).toBeCloseTo(0.1, 14)
    expect(slopes(1, 0.1)).toEqual([1, -9])
  })

  it('refuses booleans, different dtypes and shapes', () => {
    expect(() => S.mod([true], [true])).toThrow('mod: must be numbers, got bool')
    expect(() => S.mod(S.zeros([1]), S.range(1))).toThrow('mod: dtypes must agree')
    expect(() => S.mod(S.zeros([2]), S.zeros([3]))).toThrow('mod: shapes must be equal')
  })
})

it('logicalXor is true where exactly one is', () => {
  const [a, b] = [S.tensor([false, false, true, true]), S.tensor([false, true, false, true])]
  expect(S.logicalXor(a, b).toArray()).toEqual([false, true, true, false])
  expect(a.logicalXor(true).toArray()).toEqual([true, true, false, false])
  expect(() => S.logicalXor([1], [true])).toThrow('logicalXor: must be bool, got float32')
})
