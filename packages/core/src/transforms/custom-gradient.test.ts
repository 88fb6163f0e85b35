import { describe, expect, it } from 'vitest'
import * as S from '../index.ts'

describe('customGradient', () => {
  const straightThrough = S.customGradient((x) => ({ value: S.round(x), vjp: (g) => g }))

  it('the rule stands in place of the derivative', () => {
    const f = (x: S.Tensor): S.Tensor => S.sum(S.mul(straightThrough(x), [1, 10]))
    expect(f(S.tensor([0.4, 0.6])).item()).toBe(10)
    expect(S.grad(f)(S.tensor([0.4, 0.6])).toArray()).toEqual([1, 10])
  })

  it('is differentiated again through what its rule computes, to any order', () => {
    const cube = S.customGradient((x) => {
      const squared = S.square(x)
      return { value: S.mul(squared, x), vjp: (g) => S.mul(g, S.mul(squared, 3)) }
    })
    const orders = [S.grad(cube), S.grad(S.grad(cube)), S.grad(S.grad(S.grad(cube)))]
    expect(orders.map((f) => f(S.tensor(2)).item())).toEqual([12, 12, 6])
    S.checkGradients(cube, [S.tensor([0.5, -1], { dtype: 'float64' })], { order: 3 })
  })

  it('takes several arguments; null says that one has none', () => {
    const scaled = S.customGradient((x, scale) => ({
      value: S.mul(x, scale),
      vjp: (g) => [S.mul(g, scale), null],
    }))
    expect(S.grad((x: S.Tensor) => scaled(x, 3))(S.tensor(2)).item()).toBe(3)
    expect(() => S.grad((s: S.Tensor) => scaled(2, s))(S.tensor(3))).toThrow(
      /does not depend on the source/,
    )
  })

  it('refuses a rule of another count, shape or dtype', () => {
    const count = S.customGradient((a, b) => ({ value: S.add(a, b), vjp: (g) => g }))
    expect(() => S.grad((x: S.Tensor) => count(x, 1))(S.tensor(1))).toThrow(
      'customGradient: the rule must give one cotangent for each of the 2 arguments, got 1',
    )
    const shape = S.customGradient((x) => ({ value: S.sum(x), vjp: (g) => g }))
    expect(() => S.grad((x: S.Tensor) => shape(x))(S.tensor([1, 2]))).toThrow(
      'customGradient: the cotangent of argument 0 must have its shape [2], got []',
    )
    const coarse = S.customGradient((x) => ({ value: x, vjp: (g) => S.cast(g, 'float32') }))
    const fine = S.tensor(1, { dtype: 'float64' })
    expect(() => S.grad((x: S.Tensor) => coarse(x))(fine)).toThrow(
      'customGradient: the cotangent of argument 0 must be float64, as it is, got float32; cast(g, "float64") converts',
    )
  })
})

describe('what customGradient closes over', () => {
  const w = new S.Variable(3, { name: 'w' })
  const x = S.tensor(2)

  const under =
    (f: (x: S.Tensor) => S.CustomDerivative): (() => S.Tensor) =>
    () => {
      const tape = new S.GradientTape()
      tape.watch(x)
      const y = tape.record(() => S.add(S.customGradient(f)(x), w))
      return tape.gradient(y, w)
    }

  it('is refused in the value where a tape would lose its derivative', () => {
    const message =
      /customGradient: the value may depend on its arguments only, .* stopGradient\(\)/
    expect(under((at) => ({ value: S.mul(at, w), vjp: (g) => S.mul(g, w) }))).toThrow(message)
    expect(under(() => ({ value: w.value, vjp: (g) => g }))).toThrow(message)
  })

  it('is fine as a constant, as a condition, in the rule, and where no tape records', () => {
    const fine: ((x: S.Tensor) => S.CustomDerivative)[] = [
      (at) => ({ value: S.mul(at, S.stopGradient(w)), vjp: (g) => g }),
      (at) => ({ value: S.where(S.greater(w, 0), at, 0), vjp: (g) => g }),
      (at) => ({ value: S.square(at), vjp: (g) => S.mul(g, S.mul(w, at)) }),
    ]
    for (const f of fine) expect(under(f)().item()).toBe(1)
    expect(S.customGradient((at) => ({ value: S.mul(at, w), vjp: (g) => g }))(x).item()).toBe(6)
  })

  it('is refused also where it is an argument itself, as the value, and for one example of many', () => {
    const message = /customGradient: the value may depend on its arguments only/
    const at = S.tensor([0.5, 2])
    const functions: ((z: S.Tensor) => (y: S.Tensor) => S.Tensor)[] = [
      (z) => (y) => y.mul(z),
      (z) => () => z,
      (z) => () => z.square(),
      (z) => S.checkpoint((y: S.Tensor) => y.mul(z)),
    ]
    for (const f of functions) {
      const once = (z: S.Tensor): S.Tensor =>
        S.customGradient((y) => ({ value: f(z)(y), vjp: (g) => g }))(z)
      const slope = S.grad((z: S.Tensor) => S.sum(once(z)))
      expect(() => slope(at)).toThrow(message)
      expect(() => S.compile(slope)(at)).toThrow(message)
      expect(() => S.vmap(slope)(S.reshape(at, [2, 1]))).toThrow(message)
      expect(() => S.grad((z: S.Tensor) => S.sum(S.vmap(once)(z)))(at)).toThrow(message)
    }
  })

  it('may be an argument given twice, each with its part of the rule', () => {
    const first = S.customGradient((a, b) => ({ value: a.mul(b), vjp: (g) => [g.mul(b), null] }))
    expect(S.grad((z: S.Tensor) => first(z, z))(S.tensor(3)).item()).toBe(3)
    const same = S.customGradient((y) => ({ value: y, vjp: (g) => g.mul(y) }))
    const slope = S.grad((z: S.Tensor) => same(z))
    expect(slope(S.tensor(3)).item()).toBe(3)
    expect(S.grad(slope)(S.tensor(3)).item()).toBe(1)
  })
})

it('a rule that gives no tensor is refused in words', () => {
  // What JavaScript may write.
  for (const [given, shown] of [
    [1, '1'],
    [undefined, 'undefined'],
    [[null, 'g'], '"g"'],
  ] as const) {
    const f = S.customGradient((a, b) => ({
      value: a.mul(b),
      vjp: () => (Array.isArray(given) ? given : [null, given]) as never,
    }))
    expect(() => S.grad((x: S.Tensor) => f(1, x))(2)).toThrow(
      `customGradient: the rule must give a tensor for argument 1, or null where it has no derivative, got ${shown}`,
    )
  }
})
