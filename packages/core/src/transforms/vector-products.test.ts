import { describe, expect, expectTypeOf, it } from 'vitest'
import {
  compile,
  grad,
  jacobian,
  jvp,
  matmul,
  Rng,
  sum,
  type Tensor,
  tanh,
  tensor,
  Variable,
  vjp,
} from '../index.ts'

const rng = new Rng(8)
const draw = (name: string, ...shape: number[]): Tensor =>
  rng.split(name).normal(shape, { dtype: 'float64' })
const W = draw('W', 4, 3)
const f = (x: Tensor): Tensor => tanh(matmul(x, W)).mul(sum(x))
const x = draw('x', 4)

const expectClose = (a: Tensor, b: Tensor): void => {
  expect(a.shape).toEqual(b.shape)
  expect(sum(a.sub(b).abs()).item()).toBeLessThan(1e-12)
}

describe('vjp', () => {
  it('is vᵀJ, for as many v as are asked for', () => {
    const { value, pull } = vjp(f, x)
    expect(value.toArray()).toEqual(f(x).toArray())
    const J = jacobian(f)(x)
    for (const name of ['a', 'b']) expectClose(pull(draw(name, 3)), matmul(draw(name, 3), J))
  })

  it('keeps the nesting, and gives zeros for what f does not depend on', () => {
    type P = { w: Tensor; rest: [Tensor] }
    const { pull } = vjp<P>(({ w }) => w.square(), { w: new Variable(3), rest: [tensor([1, 2])] })
    const back = pull(tensor(2))
    expect([back.w.item(), back.rest[0].toArray()]).toEqual([12, [0, 0]])
    expectTypeOf(back).toEqualTypeOf<P>()
  })

  it('wants a cotangent of the shape of f(x)', () => {
    expect(() => vjp(f, x).pull(draw('v', 4))).toThrow(/the shape of f\(x\), \[3\], got \[4\]/)
  })
})

describe('jvp', () => {
  it('is Jv: the inner products agree with those of vjp', () => {
    const [v, u] = [draw('v', 4), draw('u', 3)]
    const { value, derivative } = jvp(f, x, v)
    expect(value.toArray()).toEqual(f(x).toArray())
    expectClose(derivative, matmul(jacobian(f)(x), v))
    expectClose(sum(derivative.mul(u)), sum(vjp(f, x).pull(u).mul(v)))
  })

  it('can be differentiated, and along v twice is vᵀHv', () => {
    const along = (at: Tensor): Tensor => sum(jvp(f, at, x).derivative)
    const slope = grad(along)(x)
    const twice = jvp((at: Tensor) => jvp(f, at, x).derivative, x, x).derivative
    expectClose(sum(slope.mul(x)), sum(twice))
  })

  it('of a function that is linear, or constant', () => {
    expect(jvp((at: Tensor) => at.mul(3), x, x).derivative.toArray()).toEqual(x.mul(3).toArray())
    expect(jvp(() => tensor([1, 2]), x, x).derivative.toArray()).toEqual([0, 0])
  })

  it('compiled costs what forward mode costs: two products for one, no more', () => {
    const V = draw('V', 3, 5)
    const g = (at: Tensor): Tensor => tanh(matmul(tanh(matmul(at, W)), V))
    const products = (text: string): number => text.match(/= matmul\(/g)?.length ?? 0
    const both = compile((at: Tensor, v: Tensor) => jvp(g, at, v))
    expect(products(compile(g).explain(x))).toBe(2)
    expect(products(both.explain(x, draw('v', 4)))).toBe(4)
    expectClose(both(x, draw('v', 4)).derivative, jvp(g, x, draw('v', 4)).derivative)
  })

  it('wants a direction of the nesting and shapes of x', () => {
    expect(() => jvp(f, x, draw('v', 3))).toThrow(/jvp: the direction/)
  })
})
