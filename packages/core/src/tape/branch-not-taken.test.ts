// What stands in the branch of a choice that was not taken leaves no trace in any derivative.
import { describe, expect, it } from 'vitest'
import * as S from '../index.ts'

type Scalar = (x: S.Tensor) => S.Tensor

const float64 = (values: S.Nested): S.Tensor => S.tensor(values, { dtype: 'float64' })
// −0 counts as 0.
const numbers = (x: S.Tensor): number[] => [...x.data].map((value) => Number(value) + 0)
const slope = (f: Scalar): Scalar => S.grad((x: S.Tensor) => S.sum(f(x)))
const positive =
  (f: Scalar): Scalar =>
  (x) =>
    S.where(x.greater(0), f(x), 0)
/** The same with what is not taken made harmless by hand. */
const guarded =
  (f: Scalar): Scalar =>
  (x) =>
    S.where(x.greater(0), f(S.where(x.greater(0), x, 1)), 0)

const singular: readonly [string, Scalar][] = [
  ['√x', (x) => x.sqrt()],
  ['1/√x', (x) => x.rsqrt()],
  ['log x', (x) => x.log()],
  ['log1p(x − 1)', (x) => x.sub(1).log1p()],
  ['x log x', (x) => x.mul(x.log())],
  ['1/x', (x) => x.reciprocal()],
  ['sin x / x', (x) => x.sin().div(x)],
  ['x^1.5', (x) => x.pow(1.5)],
  ['x^−0.5', (x) => x.pow(-0.5)],
  ['xˣ', (x) => x.pow(x)],
  ['tanh √log(1 + 1/x)', (x) => x.reciprocal().add(1).log().sqrt().tanh()],
  ['e^(1/x)', (x) => x.reciprocal().exp()],
]

describe.each(singular)('%s where x > 0', (_, f) => {
  const at = float64([-1, 0, 0.5, 2])
  const orders = [1, 2, 3] as const
  const derivative = (g: Scalar, order: number): Scalar =>
    order === 0 ? g : slope(derivative(g, order - 1))

  it.each(orders)('derivative %i is 0 where 0 was taken, and that of f elsewhere', (order) => {
    const found = numbers(derivative(positive(f), order)(at))
    expect(found).toEqual(numbers(derivative(guarded(f), order)(at)))
    expect(found.slice(0, 2)).toEqual([0, 0])
    expect(found.every(Number.isFinite)).toBe(true)
  })

  it('the same by vmap, forward, compiled, in float32 and from the other branch', () => {
    const second = derivative(positive(f), 2)
    const expected = numbers(second(at))
    expect(numbers(S.vmap(second)(at))).toEqual(expected)
    expect(numbers(S.compile(second)(at))).toEqual(expected)
    const { derivative: pushed } = S.jvp(slope(positive(f)), at, S.onesLike(at))
    for (const [i, value] of expected.entries()) expect(pushed.data[i]).toBeCloseTo(value, 12)
    const other: Scalar = (x) => S.where(x.lessEqual(0), 0, f(x))
    expect(numbers(derivative(other, 2)(at))).toEqual(expected)
    const single = S.cast(at, 'float32')
    expect(numbers(second(single)).every(Number.isFinite)).toBe(true)
    expect(numbers(S.compile(second)(single))).toEqual(numbers(second(single)))
  })
})

describe('the branch not taken', () => {
  const zero = float64(0)

  it('may be that of maximum, minimum or clip', () => {
    const held = (x: S.Tensor): S.Tensor => S.clip(S.log(x), -5, 5)
    for (const f of [held, slope(held), slope(slope(held))])
      expect(Number.isFinite(f(zero).item())).toBe(true)
    expect(slope(held)(zero).item()).toBe(0)
    expect(slope(held)(float64(0.5)).item()).toBe(2)
    expect(slope((x) => S.minimum(S.reciprocal(x), 7))(zero).item()).toBe(0)
  })

  it('may lie behind several choices, of one or of many', () => {
    const nested: Scalar = (x) =>
      S.where(x.greater(0), S.where(x.greater(1), x.log(), x.sqrt()).mul(x.rsqrt()), 0)
    expect(numbers(slope(nested)(float64([-1, 0, 0.25])))).toEqual([0, 0, 0])
    let deep: Scalar = (x) => x.sqrt()
    for (let k = 1; k <= 6; k++) {
      const inner = deep
      deep = (x) => S.where(x.greater(-k), inner(x).mul(x.log()), x)
    }
    const outer = (x: S.Tensor): S.Tensor => S.where(x.greater(0), deep(x), x)
    expect(slope(outer)(zero).item()).toBe(1)
    expect(slope(slope(outer))(zero).item()).toBe(0)
  })

  it('does not take what the other path gives: x is in both', () => {
    const f: Scalar = (x) => S.where(x.greater(0), x.sqrt(), x.square()).add(x.pow(3))
    expect(slope(f)(float64(-2)).item()).toBe(-4 + 12)
    expect(slope(slope(f))(float64(-2)).item()).toBe(2 - 12)
    expect(slope(f)(float64(4)).item()).toBe(0.25 + 48)
  })

  it('may be of products of matrices and of broadcast parameters, with a penalty on top', () => {
    const x = float64([
      [1, -1],
      [0, 0],
      [2, 0.5],
    ])
    const weights = { w: float64([[0.4], [0.7]]), scale: float64([1.5]) }
    type Weights = typeof weights
    const root = (z: S.Tensor, scale: S.Tensor): S.Tensor => z.mul(scale).pow(1.5).add(z.log())
    const penalty =
      (choose: (f: Scalar) => Scalar) =>
      ({ w, scale }: Weights): S.Tensor => {
        const loss = (at: S.Tensor): S.Tensor =>
          S.sum(choose((z) => root(z, scale))(S.matmul(at, w)))
        return S.sum(S.square(S.grad(loss)(x)))
      }
    const found = S.grad(penalty(positive))(weights)
    const expected = S.grad(penalty(guarded))(weights)
    expect(numbers(found.w)).toEqual(numbers(expected.w))
    expect(numbers(found.scale)).toEqual(numbers(expected.scale))
    expect([...numbers(found.w), ...numbers(found.scale)].every(Number.isFinite)).toBe(true)
  })

  it('changes nothing elsewhere: without a choice 0 · ∞ stays NaN', () => {
    expect(slope((x) => x.sqrt().mul(x.sqrt()))(zero).item()).toBeNaN()
    expect(slope((x) => x.sqrt().mul(0))(zero).item()).toBeNaN()
    const taken: Scalar = (x) => S.where(x.greaterEqual(0), x.sqrt(), 0)
    expect(slope(taken)(zero).item()).toBe(Infinity)
  })

  it('nor is a cotangent that is 0 by chance: (√x − 1)² at 1 curves by ½', () => {
    expect(slope(slope((x) => x.sqrt().sub(1).square()))(float64(1)).item()).toBe(0.5)
    const f = positive((x) => x.sqrt().sub(1).square())
    expect(slope(slope(f))(float64(1)).item()).toBe(0.5)
  })

  it('is found by every way to a derivative', () => {
    const at = float64([0, 4])
    const f = positive((x) => x.sqrt())
    expect(numbers(S.jacobian(f)(at))).toEqual([0, 0, 0, 0.25])
    expect(numbers(S.jacobian(f, { mode: 'forward' })(at))).toEqual([0, 0, 0, 0.25])
    expect(numbers(S.batchJacobian(f)(S.reshape(at, [2, 1])))).toEqual([0, 0.25])
    expect(numbers(S.hessian((x: S.Tensor) => S.sum(f(x)))(at))).toEqual([0, 0, 0, -1 / 32])
    expect(numbers(S.hvp((x: S.Tensor) => S.sum(f(x)), at, at))).toEqual([0, -1 / 8])
    expect(numbers(slope(S.vmap(f))(at))).toEqual([0, 0.25])
    const tape = new S.GradientTape({ persistent: true })
    tape.watch(at)
    const [first, second] = tape.record(() => {
      const once = tape.gradient(f(at), at)
      return [once, tape.gradient(once, at)] as const
    })
    expect([...numbers(first), ...numbers(second)]).toEqual([0, 0.25, 0, -1 / 32])
  })

  it('is not what detectAnomalies looks for, unless its value is infinite', () => {
    const at = float64([0, 4])
    for (const f of [slope(positive((x) => x.sqrt())), slope(slope(positive((x) => x.sqrt())))])
      expect(numbers(S.detectAnomalies(() => f(at)))).toEqual(numbers(f(at)))
    expect(() => S.detectAnomalies(() => slope(positive((x) => x.log()))(at))).toThrow(
      'detectAnomalies: "log" gave -Infinity',
    )
    const reached: Scalar = (x) => S.where(x.greater(-1), x.sqrt(), 0)
    expect(() => S.detectAnomalies(() => slope(reached)(at))).toThrow(
      '"div" in the derivative of "sqrt" gave Infinity',
    )
  })
})
