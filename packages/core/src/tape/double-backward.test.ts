// Second derivatives that are lost where a framework keeps copies of outputs on its tape, or has
// backward kernels without a derivative of their own.
import { describe, expect, it } from 'vitest'
import {
  add,
  clip,
  type DType,
  exp,
  GradientTape,
  grad,
  hessian,
  identity,
  matmul,
  max,
  maximum,
  minimum,
  mul,
  reshape,
  sigmoid,
  square,
  sum,
  type Tensor,
  tanh,
  tensor,
  where,
} from '../index.ts'

type Scalar = (x: Tensor) => Tensor

/** The second derivative at one point, by every way there is to take it. */
const ways: Readonly<Record<string, (f: Scalar, x: Tensor) => Tensor>> = {
  'grad of grad': (f, x) => grad(grad(f))(x),
  hessian: (f, x) => hessian(f)(x),
  'nested tapes': (f, x) => {
    const outer = new GradientTape()
    outer.watch(x)
    const first = outer.record(() => {
      const inner = new GradientTape()
      inner.watch(x)
      return inner.gradient(
        inner.record(() => f(x)),
        x,
      )
    })
    return outer.gradient(first, x)
  },
  'one persistent tape': (f, x) => {
    const tape = new GradientTape({ persistent: true })
    tape.watch(x)
    return tape.record(() => tape.gradient(tape.gradient(f(x), x), x))
  },
}

const leakyRelu: Scalar = (x) => where(x.greater(0), x, x.mul(0.2))
const cube: Scalar = (x) => x.pow(3)
// The largest of each pair, as max-pooling along one axis takes it.
const pooled: Scalar = (x) => {
  const line = mul(x, tensor([1, 2, -3, 0.5], { dtype: x.dtype }))
  return sum(cube(max(reshape(line, [2, 2]), 1)))
}

const t = Math.tanh(0.7)
const slopeOfTanh = 1 - t * t

const cases: readonly [name: string, f: Scalar, x: number, second: number][] = [
  ['x·tanh x', (x) => mul(x, tanh(x)), 0.7, 2 * slopeOfTanh * (1 - 0.7 * t)],
  ['x·eˣ', (x) => mul(x, exp(x)), 0.7, 2.7 * Math.exp(0.7)],
  ['tanh', tanh, 0.7, -2 * t * slopeOfTanh],
  ['exp', exp, 0.7, Math.exp(0.7)],
  ['max-pooling', pooled, 2, 6 * 2 * (8 + 0.125)],
  ['clip inside its bounds', (x) => cube(clip(x, -1, 1)), 0.5, 3],
  ['clip outside its bounds', (x) => mul(cube(clip(x, -1, 1)), square(x)), 1.5, 2],
  ['maximum', (x) => cube(maximum(x, square(x))), 2, 30 * 16],
  ['minimum', (x) => cube(minimum(x, square(x))), 2, 12],
  ['leaky ReLU above 0', (x) => cube(leakyRelu(x)), 2, 12],
  ['leaky ReLU below 0', (x) => cube(leakyRelu(x)), -2, -12 * 0.008],
]

describe.each(Object.entries(ways))('second derivative by %s', (_, second) => {
  it.each(cases)('of %s', (_, f, x, expected) => {
    const at = (dtype: DType): number => second(f, tensor(x, { dtype })).item()
    expect(Math.abs(at('float64') / expected - 1)).toBeLessThan(1e-14)
    expect(Math.abs(at('float32') / expected - 1)).toBeLessThan(1e-6)
  })
})

it('(x·tanh x)″ and (x·eˣ)″ at 0.7 are the numbers everybody can check', () => {
  const at = tensor(0.7, { dtype: 'float64' })
  expect(grad(grad((x: Tensor) => mul(x, tanh(x))))(at).item()).toBeCloseTo(0.7324, 4)
  expect(grad(grad((x: Tensor) => mul(x, exp(x))))(at).item()).toBeCloseTo(5.4371, 4)
})

describe('the gradient by W of ‖∂Σσ(xW)/∂x‖²', () => {
  const x = [0.4, -1.1, 0.8]
  const w = [
    [0.3, -0.7],
    [0.9, 0.2],
    [-0.5, 1.1],
  ]
  // With z = xW and s = σ(z): g = W s′, and d‖g‖²/dW = 2 (g s′ᵀ + x (s″ ∘ Wᵀg)ᵀ).
  function closedForm(): number[] {
    const columns = [0, 1]
    const entry = (i: number, j: number): number => w[i]?.[j] ?? 0
    const s = columns.map((j) => {
      const z = x.reduce((total, xi, i) => total + xi * entry(i, j), 0)
      return 1 / (1 + Math.exp(-z))
    })
    const first = s.map((sj) => sj * (1 - sj))
    const second = s.map((sj) => sj * (1 - sj) * (1 - 2 * sj))
    const g = x.map((_, i) => columns.reduce((sum, j) => sum + entry(i, j) * (first[j] ?? 0), 0))
    const back = columns.map((j) => g.reduce((sum, gi, i) => sum + gi * entry(i, j), 0))
    return x.flatMap((xi, i) =>
      columns.map(
        (j) => 2 * ((g[i] ?? 0) * (first[j] ?? 0) + xi * (second[j] ?? 0) * (back[j] ?? 0)),
      ),
    )
  }

  const penaltyOf = (input: Tensor, kernel: Tensor): Tensor =>
    sum(square(grad((at: Tensor) => sum(sigmoid(matmul(at, kernel))))(input)))
  const expectRight = (found: Tensor): void => {
    expect(found.shape).toEqual([3, 2])
    const expected = closedForm()
    expect(expected).toHaveLength(6)
    for (const [i, value] of expected.entries()) expect(found.data[i]).toBeCloseTo(value, 14)
  }
  const input = tensor([x], { dtype: 'float64' })
  const kernel = tensor(w, { dtype: 'float64' })

  it('by grad of grad', () => {
    expectRight(grad((at: Tensor) => penaltyOf(input, at))(kernel))
  })

  it('by tapes', () => {
    const outer = new GradientTape()
    outer.watch(kernel)
    const penalty = outer.record(() => {
      const inner = new GradientTape()
      inner.watch(input)
      const total = inner.record(() => sum(sigmoid(matmul(input, kernel))))
      return sum(square(inner.gradient(total, input)))
    })
    expectRight(outer.gradient(penalty, kernel))
  })
})

describe('d/dx [ x · d/dy (x + y) at y = x ] is 1: one variable’s change is not another’s', () => {
  it('by grad within grad', () => {
    const f = (x: Tensor): Tensor => mul(x, grad((y: Tensor) => add(x, y))(x))
    for (const at of [-2, 0, 3]) expect(grad(f)(tensor(at)).item()).toBe(1)
  })

  it('by grad within a tape, and a tape within grad', () => {
    const x = tensor(3)
    const tape = new GradientTape()
    tape.watch(x)
    const product = tape.record(() => mul(x, grad((y: Tensor) => add(x, y))(x)))
    expect(tape.gradient(product, x).item()).toBe(1)
    expect(grad((at: Tensor) => mul(at, slopeByTape(at)))(x).item()).toBe(1)
  })

  it('by nested tapes, the inner watching an alias', () => {
    const x = tensor(3)
    const outer = new GradientTape()
    outer.watch(x)
    const product = outer.record(() => mul(x, slopeByTape(x)))
    expect(outer.gradient(product, x).item()).toBe(1)
  })

  it('and where the inner slope does depend on x, that is seen: d/dx [ x · d/dy (x·y) ] is 2x', () => {
    const f = (x: Tensor): Tensor => mul(x, grad((y: Tensor) => mul(x, y))(x))
    expect(grad(f)(tensor(3)).item()).toBe(6)
  })

  function slopeByTape(x: Tensor): Tensor {
    const y = identity(x)
    const inner = new GradientTape()
    inner.watch(y)
    return inner.gradient(
      inner.record(() => add(x, y)),
      y,
    )
  }
})
