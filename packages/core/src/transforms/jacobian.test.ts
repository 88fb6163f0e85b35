import { describe, expect, expectTypeOf, it } from 'vitest'
import * as S from '../index.ts'

const cube = (x: S.Tensor): S.Tensor => S.pow(x, 3)
const float64 = (values: S.Nested): S.Tensor => S.tensor(values, { dtype: 'float64' })

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

describe('a Jacobian forward and in reverse', () => {
  const tall = (x: S.Tensor): S.Tensor =>
    S.matmul(S.sin(x), float64([[1, 2, 3, 4, 5, 6, 7]])).square()
  const x = float64([[0.3], [-1]])

  it('is the same', () => {
    const [forward, reverse, auto] = (['forward', 'reverse', 'auto'] as const).map((mode) =>
      S.jacobian(tall, { mode })(x),
    )
    expect(forward?.shape).toEqual([2, 7, 2, 1])
    expect(forward?.toArray()).toEqual(auto?.toArray())
    expect(S.norm(S.sub(forward ?? 0, reverse ?? 0)).item()).toBeLessThan(1e-13)
  })

  it('of a nesting, and refuses a part that does not matter', () => {
    const f = ({ a, b }: { a: S.Tensor; b: S.Tensor }): S.Tensor => S.mul(a, S.exp(b))
    const at = { a: float64([1, 2]), b: float64([0.5, 1]) }
    const [forward, reverse] = (['forward', 'reverse'] as const).map((mode) =>
      S.jacobian(f, { mode })(at),
    )
    expect(forward).toEqual(reverse)
    expect(() => S.jacobian((p: typeof at) => S.exp(p.a), { mode: 'forward' })(at)).toThrow(
      /the target does not depend on the source \(b/,
    )
  })

  it('is differentiated again', () => {
    const f = (a: S.Tensor): S.Tensor => S.jacobian(tall, { mode: 'forward' })(a).square().sum()
    S.checkGradients(f, [x], { order: 2 })
  })

  it('batchJacobian is that of each example', () => {
    const rows = float64([
      [1, 2],
      [3, 4],
      [5, 6],
    ])
    const f = (a: S.Tensor): S.Tensor => S.stack([a.sum(1), a.square().sum(1), a.exp().sum(1)], 1)
    const J = S.batchJacobian(f)(rows)
    expect(J.shape).toEqual([3, 3, 2])
    const each = S.vmap((row: S.Tensor) =>
      S.jacobian((r: S.Tensor) => f(r.reshape([1, 2])).reshape([3]))(row),
    )(rows)
    expect(J.toArray()).toEqual(each.toArray())
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

it('a nesting is refused where one tensor is needed, and nothing of it goes unseen', () => {
  const nesting = { a: S.tensor([1]), b: S.tensor([2]) } as never
  const product = ({ a, b }: { a: S.Tensor; b: S.Tensor }): S.Tensor => a.mul(b)
  expect(() => S.batchJacobian(product as never)(nesting)).toThrow(
    'batchJacobian: needs one tensor, got an object with a, b; jacobian(f) takes any nesting',
  )
})
