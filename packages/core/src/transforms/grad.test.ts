import { describe, expect, expectTypeOf, it } from 'vitest'
import * as S from '../index.ts'

const cube = (x: S.Tensor): S.Tensor => S.pow(x, 3)

type Parameters = {
  readonly kernel: S.Tensor
  readonly biases: readonly [S.Tensor, S.Tensor]
}

const model = ({ kernel, biases: [p, q] }: Parameters): S.Tensor =>
  S.sum(S.mul(S.square(kernel), p)).add(S.sum(S.mul(q, q)))

describe('grad', () => {
  it('of grad of grad is the third derivative, and type-checks as such', () => {
    const third = S.grad(S.grad(S.grad(cube)))
    expectTypeOf(third).toEqualTypeOf<(x: S.Source | number) => S.Tensor>()
    expect([S.grad(cube), S.grad(S.grad(cube)), third].map((f) => f(S.tensor(2)).item())).toEqual([
      12, 12, 6,
    ])
  })

  it('has the nesting of its argument, in value and in type', () => {
    const at = { kernel: S.tensor([1, 2]), biases: [S.tensor(3), S.tensor([4])] } as const
    const slope = S.grad(model)(at)
    expect(slope.kernel.toArray()).toEqual([6, 12])
    expect(slope.biases.map((each) => each.toArray())).toEqual([5, [8]])
    expectTypeOf(slope).toEqualTypeOf<Parameters>()
  })

  it('takes variables, and the function sees tensors', () => {
    const v = new S.Variable(3)
    const slope = S.grad((x: S.Tensor) => {
      expect(x).toBeInstanceOf(S.Tensor)
      return S.square(x)
    })
    expect(slope(v).item()).toBe(6)
    const both = S.grad(({ a, b }: { a: S.Tensor; b: S.Tensor }) => S.mul(a, b))({
      a: v,
      b: S.tensor(2),
    })
    expect([both.a.item(), both.b.item()]).toEqual([2, 3])
  })

  it('of a variable inside a tape is recorded there', () => {
    const v = new S.Variable(2)
    const tape = new S.GradientTape()
    const first = tape.record(() => S.grad(cube)(v))
    expect(tape.gradient(first, v).item()).toBe(12)
  })

  it('is of what the function depends on, not of what it closes over', () => {
    const w = new S.Variable(5)
    expect(S.grad((x: S.Tensor) => S.mul(x, w))(S.tensor(2)).item()).toBe(5)
  })

  it('valueAndGrad gives both', () => {
    const { value, grad } = S.valueAndGrad(cube)(S.tensor(2))
    expect([value.item(), grad.item()]).toEqual([8, 12])
    const nested = S.valueAndGrad(([a]: readonly [S.Tensor]) => S.square(a))([S.tensor(3)])
    expect(nested.grad.map((each) => each.item())).toEqual([6])
  })

  it('refuses more than one number, integers, and a part that does not matter', () => {
    expect(() => S.grad(S.square as typeof cube)(S.tensor([1, 2]))).toThrow(S.GradientError)
    expect(() => S.grad((x: S.Tensor) => S.square(x))(S.tensor([1, 2]))).toThrow(
      'grad: the function must return one number, got shape [2]; jacobian(f) differentiates more',
    )
    expect(() => S.grad(cube)(S.range(1))).toThrow(S.DTypeError)
    expect(() =>
      S.grad(({ a }: { a: S.Tensor; b: S.Tensor }) => a)({ a: S.tensor(1), b: S.tensor(1) }),
    ).toThrow(/the target does not depend on the source \(b, a tensor \[\]\)/)
    // @ts-expect-error: a number is no tensor
    expect(() => S.grad((x: S.Tensor) => S.square(x).item())(S.tensor(1))).toThrow(
      'grad: the function must return a tensor, or { value, aux }, got 1; what item() and data give has no derivative',
    )
    // @ts-expect-error: a text is no argument
    expect(() => S.grad(cube)('5')).toThrow('grad: must be tensors or variables')
  })
})
