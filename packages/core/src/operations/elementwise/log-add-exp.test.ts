import { expect, it } from 'vitest'
import * as S from '../../index.ts'

const wide = (x: number): S.Tensor => S.tensor(x, { dtype: 'float64' })

it('logAddExp has its derivatives where both arguments are equal', () => {
  const f = ([a, b]: readonly [S.Tensor, S.Tensor]): S.Tensor => S.logAddExp(a, b)
  const slopes = S.grad(f)([wide(3), wide(3)])
  expect(slopes.map((each) => each.item())).toEqual([0.5, 0.5])
  // Of s = sigmoid(a − b): s' = s (1 − s) and s'' = s (1 − s) (1 − 2s).
  const second = S.grad((a: S.Tensor) => S.grad((x: S.Tensor) => S.logAddExp(x, 3))(a))
  expect(second(wide(3)).item()).toBe(0.25)
  expect(S.grad(second)(wide(3)).item()).toBe(0)
})

it('logAddExp keeps the small slope far from equality, and shares that of equal infinities', () => {
  const by = (a: number, b: number): number[] =>
    S.grad(([x, y]: readonly [S.Tensor, S.Tensor]) => S.logAddExp(x, y))([wide(a), wide(b)]).map(
      (each) => each.item(),
    )
  const [small = 0, large] = by(-50, 0)
  expect(small / Math.exp(-50)).toBeCloseTo(1, 12)
  expect(large).toBe(1)
  for (const infinity of [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
    expect(by(infinity, infinity)).toEqual([0.5, 0.5])
})
