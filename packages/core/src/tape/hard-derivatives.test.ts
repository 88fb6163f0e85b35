// Derivatives of higher order where frameworks are known to fail: choices, normalisations, norms at 0.
import { describe, expect, it } from 'vitest'
import * as S from '../index.ts'

type Scalar = (x: S.Tensor) => S.Tensor

const float64 = (values: S.Nested): S.Tensor => S.tensor(values, { dtype: 'float64' })
const numbers = (x: S.Tensor): number[] => [...x.data].map(Number)
const leakyRelu: Scalar = (x) => S.where(x.greater(0), x, x.mul(0.2))

function expectClose(found: S.Tensor, expected: readonly number[]): void {
  expect(found.size).toBe(expected.length)
  for (const [i, value] of expected.entries()) expect(found.data[i]).toBeCloseTo(value, 13)
}

/** Every [i, j, k] of a cube of length n. */
const cube = (n: number, value: (i: number, j: number, k: number) => number): number[] =>
  Array.from({ length: n ** 3 }, (_, at) =>
    value(Math.floor(at / n / n), Math.floor(at / n) % n, at % n),
  )
const same = (i: number, j: number): number => (i === j ? 1 : 0)

describe('operations that choose', () => {
  const windows = float64([
    [0.3, -1.2, 0.9],
    [2, 0.1, -0.4],
  ])

  it('the largest of each window, gathered by argmax, has the Hessian of what was chosen', () => {
    const pooled: Scalar = (x) => S.sum(S.pow(S.pick(x, S.argmax(x, 1)), 3))
    expect(numbers(S.grad(pooled)(windows))).toEqual([0, 0, 3 * 0.9 * 0.9, 12, 0, 0])
    const rows = S.reshape(S.hessian(pooled)(windows), [6, 6])
    const expected = Array.from({ length: 36 }, (_, at) => (at === 14 ? 5.4 : at === 21 ? 12 : 0))
    expectClose(rows, expected)
    const third = S.jacobian(S.hessian(pooled))(windows)
    expect(numbers(third).filter((value) => value !== 0)).toEqual([6, 6])
  })

  // x = [−0.9, 0.4, 2], far from every kink; the derivatives of each element by itself.
  const at = float64([-0.9, 0.4, 2])
  it.each<[string, Scalar, number[], number[]]>([
    ['clip', (x) => S.pow(S.clip(x, -0.5, 1), 4), [0, 12 * 0.16, 0], [0, 24 * 0.4, 0]],
    ['clip times x³', (x) => S.clip(x, -0.5, 1).mul(x.pow(3)), [2.7, 12 * 0.16, 12], [-3, 9.6, 6]],
    ['maximum', (x) => S.maximum(x.pow(3), x), [-5.4, 0, 12], [6, 0, 6]],
    ['leaky ReLU', (x) => S.pow(leakyRelu(x), 3), [-0.9 * 0.048, 2.4, 12], [0.048, 6, 6]],
  ])('%s to the third order', (_, f, second, third) => {
    const slope = (g: Scalar): Scalar => S.grad((x: S.Tensor) => S.sum(g(x)))
    expectClose(slope(slope(f))(at), second)
    expectClose(slope(slope(slope(f)))(at), third)
  })

  it.each<[string, Scalar]>([
    ['leaky ReLU', leakyRelu],
    ['clip', (x) => S.clip(x, -0.3, 0.6)],
    ['maximum', (x) => S.maximum(x, x.square().sub(0.3))],
    ['largest of a row', (x) => S.max(x, 1, { keepDims: true }).mul(x)],
    ['argmax', (x) => S.pick(x, S.argmax(x, 1)).square()],
    ['softmax', (x) => S.softmax(x)],
  ])('an input-gradient penalty through %s has the derivatives that differences give', (_, f) => {
    const x = new S.Rng(1).normal([3, 2], { dtype: 'float64' })
    const w = new S.Rng(2).normal([2, 4], { dtype: 'float64' })
    const v = new S.Rng(3).normal([2, 4], { dtype: 'float64' })
    const penalty = (w1: S.Tensor, w2: S.Tensor): S.Tensor => {
      const loss = (point: S.Tensor): S.Tensor =>
        S.sum(S.tanh(f(S.matmul(point, w1)).mul(S.sum(S.matmul(point, w2)))))
      return S.sum(S.square(S.grad(loss)(x)))
    }
    S.checkGradients(penalty, [w, v], { order: 2, step: 1e-4, tolerance: 1e-5 })
  })
})

describe('normalisations', () => {
  it('softmax: ∂²sᵢ/∂xⱼ∂xₖ = sᵢ ((δᵢⱼ − sⱼ)(δᵢₖ − sₖ) − sⱼ (δⱼₖ − sₖ))', () => {
    const x = [0.3, -1.1, 2, 0.7]
    const total = x.reduce((sum, each) => sum + Math.exp(each), 0)
    const s = (i: number): number => Math.exp(x[i] ?? 0) / total
    expectClose(
      S.jacobian(S.jacobian((at: S.Tensor) => S.softmax(at)))(float64(x)),
      cube(
        4,
        (i, j, k) =>
          s(i) * ((same(i, j) - s(j)) * (same(i, k) - s(k)) - s(j) * (same(j, k) - s(k))),
      ),
    )
  })

  it('layer norm: J = (I − 1/n − x̂x̂ᵀ/n) / σ, and the derivative of that', () => {
    const x = [0.3, -1.1, 2, 0.7]
    const n = x.length
    const mean = x.reduce((sum, each) => sum + each, 0) / n
    const sigma = Math.sqrt(x.reduce((sum, each) => sum + (each - mean) ** 2, 0) / n)
    const hat = (i: number): number => ((x[i] ?? 0) - mean) / sigma
    const J = (i: number, j: number): number => (same(i, j) - (1 + hat(i) * hat(j)) / n) / sigma
    const normal: Scalar = (at) => S.sub(at, S.mean(at)).mul(S.rsqrt(S.variance(at)))
    expectClose(
      S.jacobian(S.jacobian(normal))(float64(x)),
      cube(4, (i, j, k) => -(hat(k) * J(i, j) + J(i, k) * hat(j) + hat(i) * J(j, k)) / (n * sigma)),
    )
  })
})

describe('a penalty on a gradient that is exactly 0', () => {
  const x = float64([[1, -2]])
  const zero = S.zeros([2, 1], { dtype: 'float64' })
  const slope = (w: S.Tensor): S.Tensor =>
    S.grad((at: S.Tensor) => S.sum(S.tanh(S.matmul(at, w))))(x)
  const dead = (w: S.Tensor): S.Tensor =>
    S.grad((at: S.Tensor) => S.sum(S.relu(S.matmul(at, w).sub(100)).square()))(x)

  it('its length has the derivative 0 there, and so has a gradient penalty; beyond there is none', () => {
    const length = (w: S.Tensor): S.Tensor => S.norm(slope(w))
    const gradientPenalty = (w: S.Tensor): S.Tensor => S.square(S.norm(slope(w)).sub(1))
    for (const penalty of [length, gradientPenalty]) {
      expect(numbers(S.grad(penalty)(zero))).toEqual([0, 0])
      expect(numbers(S.hessian(penalty)(zero)).every(Number.isNaN)).toBe(true)
      expect(() => S.detectAnomalies(() => S.hessian(penalty)(zero))).toThrow(
        'in the derivative of "norm"',
      )
    }
    expect(gradientPenalty(zero).item()).toBe(1)
  })

  it('its squared length has the Hessian of Σ w²', () => {
    const penalty = (w: S.Tensor): S.Tensor => S.sum(S.square(slope(w)))
    expect(numbers(S.grad(penalty)(zero))).toEqual([0, 0])
    expect(numbers(S.hessian(penalty)(zero))).toEqual([2, 0, 0, 2])
  })

  it('units that are all off stay off', () => {
    const weights = float64([[0.3], [0.2]])
    for (const order of [1, 2, 'infinity'] as const)
      expect(numbers(S.grad((w: S.Tensor) => S.norm(dead(w), order))(weights))).toEqual([0, 0])
  })

  it('√Σg² by hand is NaN there, and detectAnomalies says where', () => {
    const byHand = (w: S.Tensor): S.Tensor => S.sqrt(S.sum(S.square(slope(w))))
    expect(numbers(S.grad(byHand)(zero))).toEqual([Number.NaN, Number.NaN])
    expect(() => S.detectAnomalies(() => S.grad(byHand)(zero))).toThrow(
      '"div" in the derivative of "sqrt" gave Infinity',
    )
  })
})
