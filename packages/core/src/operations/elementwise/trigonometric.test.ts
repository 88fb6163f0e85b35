import { expect, it } from 'vitest'
import * as S from '../../index.ts'

const wide = (x: number): S.Tensor => S.tensor(x, { dtype: 'float64' })
const slope = (f: (x: S.Tensor) => S.Tensor, x: number): number =>
  S.grad((z: S.Tensor) => f(z))(wide(x)).item()
const both = (
  f: (a: S.Tensor, b: S.Tensor) => S.Tensor,
  a: S.Tensor,
  b: S.Tensor,
): readonly number[] =>
  S.grad(([y, x]: readonly [S.Tensor, S.Tensor]) => f(y, x))([a, b]).map((d) => d.item())

it('asin, acos and erfInv have infinite derivatives at ±1', () => {
  for (const x of [1, -1]) {
    expect(slope(S.asin, x)).toBe(Number.POSITIVE_INFINITY)
    expect(slope(S.acos, x)).toBe(Number.NEGATIVE_INFINITY)
    expect(slope(S.erfInv, x)).toBe(Number.POSITIVE_INFINITY)
  }
})

it('asin has a derivative with all its digits near 1', () => {
  // 1 / √(2 h) and more of h = 2^-40, by the series.
  const h = 2 ** -40
  expect(slope(S.asin, 1 - h) / ((1 / Math.sqrt(2 * h)) * (1 + h / 4))).toBeCloseTo(1, 14)
})

it('atan2 has the derivatives 0 at the origin, and NaN for higher ones', () => {
  for (const at of [0, -0]) {
    const f = (x: S.Tensor): S.Tensor => S.atan2(x, x.mul(at))
    const first = (x: S.Tensor): S.Tensor => S.grad(f)(x)
    const second = (x: S.Tensor): S.Tensor => S.grad(first)(x)
    expect(both(S.atan2, wide(at), wide(at)).map(Math.abs)).toEqual([0, 0])
    expect(Math.abs(first(wide(0)).item())).toBe(0)
    for (const each of [second, S.grad(second)]) expect(each(wide(0)).item()).toBeNaN()
  }
  // x² + y² times the sine of twice the angle is 2xy.
  const product = (p: S.Tensor): S.Tensor =>
    S.sin(S.atan2(p.slice([0]), p.slice([1])).mul(2)).mul(S.sum(S.square(p)))
  expect(S.all(S.isNaN(S.hessian(product)(S.zeros([2], { dtype: 'float64' })))).item()).toBe(1)
})

it.each<[string, S.Elementwise, number[], ...signs: number[][]]>([
  ['asin', S.asin, [1, -1], [1, 1], [1, -1], [1, 1]],
  ['acos', S.acos, [1, -1], [-1, -1], [-1, 1], [-1, -1]],
  ['acosh', S.acosh, [1], [1], [-1], [1]],
  ['atanh', S.atanh, [1, -1], [1, 1], [1, -1], [1, 1]],
  ['erfInv', S.erfInv, [1, -1], [1, 1], [1, -1], [1, 1]],
  ['sqrt', S.sqrt, [0], [1], [-1], [1]],
  ['rsqrt', S.rsqrt, [0], [-1], [1], [-1]],
  ['log1p', S.log1p, [-1], [1], [-1], [1]],
])(
  '%s has infinite derivatives at the ends of its domain, to third order',
  (_, f, ends, ...signs) => {
    let derivative: (x: S.Tensor) => S.Tensor = f
    for (const wanted of signs) {
      const before = derivative
      derivative = (x) => S.grad((at: S.Tensor) => S.sum(before(at)))(x)
      for (const dtype of ['float32', 'float64'] as const)
        expect(derivative(S.tensor(ends, { dtype })).toArray()).toEqual(
          wanted.map((sign) => sign * Number.POSITIVE_INFINITY),
        )
    }
  },
)

it('atan2 has right derivatives where squares would overflow or vanish', () => {
  for (const scale of [1e-30, 1e30]) {
    const [y, x] = [S.tensor(3 * scale), S.tensor(4 * scale)]
    const [dy = 0, dx = 0] = both(S.atan2, y, x)
    expect(dy * scale).toBeCloseTo(4 / 25, 6)
    expect(dx * scale).toBeCloseTo(-3 / 25, 6)
  }
  expect(both(S.atan2, wide(0), wide(-2))).toEqual([-0.5, -0])
})

it('refuses integers', () => {
  const whole = S.tensor([1], { dtype: 'int32' })
  const functions = [
    S.tan,
    S.asin,
    S.acos,
    S.atan,
    S.sinh,
    S.cosh,
    S.erfc,
    S.erfInv,
    S.log2,
    S.asinh,
    S.acosh,
    S.atanh,
  ]
  for (const f of functions) expect(() => f(whole)).toThrow(/must be float32 or float64, got int32/)
  expect(() => S.atan2(whole, whole)).toThrow('atan2: must be float32 or float64, got int32')
  expect(() => S.atan2(S.zeros([2]), S.zeros([3]))).toThrow(
    'atan2: shapes must be equal or broadcast, got [2] and [3]',
  )
})
