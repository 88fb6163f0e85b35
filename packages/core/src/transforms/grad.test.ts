import { describe, expect, expectTypeOf, it } from 'vitest'
import * as S from '../index.ts'

const cube = (x: S.Tensor): S.Tensor => S.pow(x, 3)
const float64 = (values: S.Nested): S.Tensor => S.tensor(values, { dtype: 'float64' })

type Parameters = {
  readonly kernel: S.Tensor
  readonly biases: readonly [S.Tensor, S.Tensor]
}

const model = ({ kernel, biases: [p, q] }: Parameters): S.Tensor =>
  S.sum(S.mul(S.square(kernel), p)).add(S.sum(S.mul(q, q)))

describe('grad', () => {
  it('of grad of grad is the third derivative, and type-checks as such', () => {
    const third = S.grad(S.grad(S.grad(cube)))
    expectTypeOf(third).toEqualTypeOf<(x: S.Source) => S.Tensor>()
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
    ).toThrow(/the target does not depend on the source \(b, a tensor \[\],\)/)
    // @ts-expect-error: a number is no argument
    expect(() => S.grad(cube)(5)).toThrow('grad: must be tensors or variables')
  })
})

describe('jacobian and hessian', () => {
  it('jacobian has the shape of the value, then of each argument', () => {
    const J = S.jacobian(({ w, x }: { w: S.Tensor; x: S.Tensor }) => S.matmul(w, x))({
      w: S.tensor([
        [1, 2],
        [3, 4],
      ]),
      x: S.tensor([5, 6]),
    })
    expect(J.x.toArray()).toEqual([
      [1, 2],
      [3, 4],
    ])
    expect(J.w.toArray()).toEqual([
      [
        [5, 6],
        [0, 0],
      ],
      [
        [0, 0],
        [5, 6],
      ],
    ])
    expectTypeOf(J).toEqualTypeOf<{ w: S.Tensor; x: S.Tensor }>()
  })

  it('jacobian of grad is the Hessian', () => {
    const f = (x: S.Tensor): S.Tensor => S.sum(S.mul(S.pow(x, 3), S.flip(x)))
    const x = float64([1, 2, 3])
    expect(S.jacobian(S.grad(f))(x).toArray()).toEqual(S.hessian(f)(x).toArray())
  })

  it('hessian of a linear function is zero; of a scalar a number', () => {
    expect(S.hessian((x) => S.sum(S.mul(x, 2)))(S.tensor([1, 2])).toArray()).toEqual([
      [0, 0],
      [0, 0],
    ])
    expect(S.hessian(cube)(new S.Variable(2)).item()).toBe(12)
    expect(S.hessian((x) => S.sum(cube(x)))(S.zeros([0])).shape).toEqual([0, 0])
  })

  it('of nothing is empty', () => {
    expect(S.jacobian((x: S.Tensor) => S.slice(x, [{ stop: 0 }]))(S.tensor([1, 2])).shape).toEqual([
      0, 2,
    ])
  })
})

describe('hvp', () => {
  it('is the Hessian times the direction', () => {
    const f = (x: S.Tensor): S.Tensor =>
      S.sum(S.mul(S.sin(x), S.flip(S.square(x)))).add(S.logSumExp(x))
    const x = float64([0.3, -1, 2])
    const v = float64([1, 0.5, -2])
    const error = S.sub(S.hvp(f, x, v), S.matmul(S.hessian(f)(x), v))
    expect(S.max(S.abs(error)).item()).toBeLessThan(1e-13)
  })

  it('finds the parts of the direction by name; linear parts give zeros', () => {
    const f = ({ a, b, c }: { a: S.Tensor; b: S.Tensor; c: S.Tensor }): S.Tensor =>
      S.square(a).add(cube(b)).add(c)
    const at = { a: S.tensor(1), b: S.tensor(2), c: S.tensor(3) }
    const { a, b, c } = S.hvp(f, at, { c: S.tensor(7), b: S.tensor(1), a: S.tensor(0) })
    expect([a, b, c].map((each) => each.item())).toEqual([0, 12, 0])
  })

  it('refuses a direction that does not fit', () => {
    const x = S.tensor([1, 2])
    const f = (at: S.Tensor): S.Tensor => S.sum(cube(at))
    expect(() => S.hvp(f, x, S.tensor(1))).toThrow(S.ShapeError)
    expect(() => S.hvp(f, x, S.tensor(1))).toThrow(
      'hvp: the direction must have the nesting and shapes of x, got [] for [2]',
    )
    expect(() => S.hvp(f, x, float64([1, 2]))).toThrow(
      'hvp: the direction must have the dtypes of x, got float64 for float32',
    )
  })
})
