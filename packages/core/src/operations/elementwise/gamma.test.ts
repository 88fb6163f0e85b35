import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'

const wide = (x: number): S.Tensor => S.tensor(x, { dtype: 'float64' })
const trigamma = (x: S.TensorLike): S.Tensor => S.grad((y: S.Tensor) => S.digamma(y))(S.identity(x))

// f(x), computed by mpmath 1.3 with 200 bits, at these x.
const points = [2 ** -9, 0.75, 1.25, 20.5, 1e10]
const values: readonly (readonly [string, S.Elementwise, readonly number[]])[] = [
  [
    'lgamma',
    S.lgamma,
    [
      6.237200385175331, 0.20328095143129538, -0.09827183642181316, 40.8315009745308,
      220258509288.81058,
    ],
  ],
  [
    'digamma',
    S.digamma,
    [
      -512.5740074804866, -1.0858608797864722, -0.22745353337626542, 2.9958363947076467,
      23.025850929890456,
    ],
  ],
  [
    'the slope of digamma',
    trigamma,
    [
      262145.64025088743, 2.5418796476716063, 1.1973291545071107, 0.04998959242996099,
      1.00000000005e-10,
    ],
  ],
]

describe.each(values)('%s', (_, f, expected) => {
  it('has its digits in float64', () => {
    for (const [index, x] of points.entries()) {
      const y = expected[index] ?? 0
      expect(Math.abs(f(wide(x)).item() - y)).toBeLessThanOrEqual(
        2e-14 * Math.abs(y) + 1e-14 * Number(x < 2),
      )
    }
  })

  it('is within 2 ULP in float32', () => {
    for (const [index, x] of points.entries()) {
      const y = expected[index] ?? 0
      expect(Math.abs(f(x).item() / y - 1)).toBeLessThanOrEqual(2 ** -22)
    }
  })
})

it('lgamma and digamma are those of factorials and harmonic sums', () => {
  let [factorial, harmonic] = [1, 0]
  const euler = 0.5772156649015329
  for (let n = 1; n < 20; n++) {
    expect(S.lgamma(wide(n)).item()).toBeCloseTo(Math.log(factorial), 13)
    expect(S.digamma(wide(n)).item()).toBeCloseTo(harmonic - euler, 13)
    factorial *= n
    harmonic += 1 / n
  }
})

it('what the recurrence adds ends at 16 without a jump', () => {
  for (const f of [S.lgamma, S.digamma, trigamma]) {
    const [below, above] = [f(wide(16 - 2 ** -49)).item(), f(wide(16)).item()]
    expect(Math.abs(below / above - 1)).toBeLessThan(2e-14)
  }
})
