import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'

const wide = (x: number): S.Tensor => S.tensor(x, { dtype: 'float64' })
const slopes = (f: S.Elementwise, x: number, order: number): number => {
  let derivative: (y: S.Tensor) => S.Tensor = f
  for (let k = 0; k < order; k++) {
    const before = derivative
    derivative = (y) => S.grad(before)(y)
  }
  return derivative(wide(x)).item()
}

// [x, f(x)], computed by mpmath 1.3 with 200 bits; each x is a float32 number but 10³⁰⁰.
const points: readonly (readonly [string, S.Elementwise, readonly (readonly number[])[]])[] = [
  [
    'asinh',
    S.asinh,
    [
      [2 ** -30, 9.313225746154785e-10],
      [0.75, Math.LN2],
      [-1.5, -1.1947632172871092],
      [1.5 * 2 ** 30, 21.89302770546647],
      [1e300, 691.4686750787737],
    ],
  ],
  [
    'acosh',
    S.acosh,
    [
      [1 + 2 ** -20, 0.0013810678222475811],
      [1.25, Math.LN2],
      [3, 1.762747174039086],
      [1.5 * 2 ** 30, 21.89302770546647],
      [1e300, 691.4686750787737],
    ],
  ],
  [
    'atanh',
    S.atanh,
    [
      [2 ** -30, 9.313225746154785e-10],
      [-0.25, -0.25541281188299536],
      [0.75, 0.9729550745276566],
      [1 - 2 ** -20, 7.27804515746079],
    ],
  ],
]

describe.each(points)('%s', (_, f, values) => {
  it('is the nearest float32 number', () => {
    for (const [x = 0, y = 0] of values)
      if (Number.isFinite(Math.fround(x))) expect(f(x).item()).toBe(Math.fround(y))
  })

  it('is within 2 ULP in float64', () => {
    for (const [x = 0, y = 0] of values)
      expect(Math.abs(f(wide(x)).item() / y - 1)).toBeLessThanOrEqual(2 ** -51)
  })
})

it('asinh and acosh have derivatives where x² overflows', () => {
  for (const f of [S.asinh, S.acosh]) {
    expect(slopes(f, 1e200, 1) * 1e200).toBeCloseTo(1, 14)
    expect(slopes(f, 1e120, 2) * 1e240).toBeCloseTo(-1, 14)
    expect(slopes(f, 1e90, 3) * 1e270).toBeCloseTo(2, 13)
    expect(S.grad((x: S.Tensor) => f(x))(S.tensor(1e30)).item() * 1e30).toBeCloseTo(1, 6)
  }
})

it('atanh and acosh have derivatives with all digits near the ends of their domains', () => {
  const h = 2 ** -40
  expect(slopes(S.atanh, 1 - h, 1) * (2 * h - h * h)).toBeCloseTo(1, 14)
  expect(slopes(S.acosh, 1 + h, 1) * Math.sqrt(2 * h + h * h)).toBeCloseTo(1, 14)
})
