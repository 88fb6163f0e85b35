import { describe, expect, expectTypeOf, it } from 'vitest'
import * as S from '../index.ts'

const float64 = (values: S.Nested): S.Tensor => S.tensor(values, { dtype: 'float64' })
type Point = { readonly w: S.Tensor; readonly b: S.Tensor }
type Values = { readonly product: S.Tensor; readonly parts: readonly [S.Tensor, S.Tensor] }

const at: Point = {
  w: float64([
    [1, 2, 3],
    [-1, 0.5, 2],
  ]),
  b: float64([0.3, -0.7]),
}
/** Of b alone is the second of the parts. */
const f = ({ w, b }: Point): Values => ({
  product: S.tanh(S.matmul(b, w)),
  parts: [S.sum(S.mul(w, w), 1), S.exp(b)],
})
const flat = (tree: S.Tree<S.Tensor>): number[] => {
  const numbers: number[] = []
  S.visitNesting('flat', tree, {
    leaf: (leaf) => leaf instanceof S.Tensor && numbers.push(...leaf.data),
  })
  return numbers
}
const near = (a: S.Tree<S.Tensor>, b: S.Tree<S.Tensor>): void => {
  const [x, y] = [flat(a), flat(b)]
  expect(x.length).toBe(y.length)
  for (const [index, value] of x.entries()) expect(value).toBeCloseTo(y[index] ?? Number.NaN, 12)
}

describe('the Jacobian of a nesting of values', () => {
  it.each(['reverse', 'forward'] as const)(
    'has a block for each value and argument: %s',
    (mode) => {
      const J = S.jacobian(f, { mode })(at)
      expectTypeOf(J).toEqualTypeOf<{ product: Point; parts: [Point, Point] }>()
      expect(J.product.w.shape).toEqual([3, 2, 3])
      near(J.product, S.jacobian((p: Point) => f(p).product, { mode })(at))
      near(
        J.parts[0].w,
        S.jacobian((p: Point) => f(p).parts[0], { mode, unconnectedGradients: 'zero' })(at).w,
      )
      expect(J.parts[1].b.toArray()).toEqual(S.diagonalMatrix(S.exp(at.b)).toArray())
      expect(J.parts[1].w.toArray()).toEqual(S.zeros([2, 2, 3]).toArray())
      expect(S.jacobian(f, { mode, unconnectedGradients: 'none' })(at).parts[1].w).toBeNull()
    },
  )

  it('refuses an argument that no value depends on', () => {
    expect(() => S.jacobian(({ b }: Point) => [b, S.exp(b)])(at)).toThrow(
      /the target does not depend on the source \(w/,
    )
  })

  it('is differentiated again, and compiled to the same bits', () => {
    const length = (p: Point): S.Tensor => {
      const { product, parts } = S.jacobian(f)(p)
      return S.sum(S.square(product.w)).add(S.sum(S.square(parts[1].b)))
    }
    S.checkGradients((w: S.Tensor) => length({ ...at, w }), [at.w], { order: 2 })
    expect(flat(S.compile(S.jacobian(f))(at))).toEqual(flat(S.jacobian(f)(at)))
  })
})

describe('vjp and jvp of a nesting of values', () => {
  const direction: Point = {
    w: float64([
      [1, -1, 2],
      [0.5, 0, 1],
    ]),
    b: float64([2, -1]),
  }

  it('agree: ⟨u, Jv⟩ = ⟨uᵀJ, v⟩', () => {
    const { value, derivative } = S.jvp(f, at, direction)
    expectTypeOf(derivative).toEqualTypeOf<Values>()
    near(value, f(at))
    const u: Values = { product: float64([1, 2, -1]), parts: [float64([0.5, 2]), float64([-1, 3])] }
    const pulled = S.vjp(f, at).pull(u)
    expectTypeOf(pulled).toEqualTypeOf<Point>()
    const inner = (a: readonly number[], b: readonly number[]): number =>
      a.reduce((total, x, index) => total + x * (b[index] ?? Number.NaN), 0)
    expect(inner(flat(derivative), flat(u))).toBeCloseTo(inner(flat(pulled), flat(direction)), 12)
  })

  it('are null for what does not depend on anything, where asked', () => {
    const half = ({ b }: Point) => ({ b: S.exp(b), constant: float64([1]) })
    const { derivative } = S.jvp(half, at, direction, { unconnectedGradients: 'none' })
    expect(derivative.constant).toBeNull()
    expect(S.jvp(half, at, direction).derivative.constant.toArray()).toEqual([0])
    const { pull } = S.vjp(half, at, { unconnectedGradients: 'none' })
    expect(pull({ b: float64([1, 1]), constant: float64([1]) }).w).toBeNull()
  })

  it('refuse a cotangent of another nesting, and what is no tensor', () => {
    const { pull } = S.vjp(f, at)
    expect(() => pull({ product: float64([1, 1, 1]) } as never)).toThrow(
      'vjp: the cotangent must have the nesting and shapes of f(x), got nothing for [2] at parts[0]',
    )
    expect(() => S.vjp((x: S.Tensor) => ({ x, name: 'x' }) as never, at.b)).toThrow(
      'vjp: must be tensors or variables, or arrays and objects of them, got "x" at name',
    )
  })
})

describe('the Hessian by a nesting', () => {
  const energy = ({ w, b }: Point): S.Tensor =>
    S.sum(S.square(S.tanh(S.matmul(b, w)))).add(S.sum(b))

  it('has the derivatives by p and q at p, then at q', () => {
    const H = S.hessian(energy)(at)
    expectTypeOf(H).toEqualTypeOf<{ w: Point; b: Point }>()
    expect(H.w.b.shape).toEqual([2, 3, 2])
    near(H.w.b, S.moveAxis(H.b.w, 0, -1))
    near(H, S.jacobian((p: Point) => S.grad(energy)(p))(at))
    const v: Point = { w: S.onesLike(at.w), b: float64([1, -2]) }
    const { b } = S.hvp(energy, at, v)
    near(b, S.tensordot(H.b.w, v.w, 2).add(S.matmul(H.b.b, v.b)))
  })

  it('leaves out what the function does not depend on, as asked', () => {
    const ofB = ({ b }: Point): S.Tensor => S.sum(S.square(b))
    expect(() => S.hessian(ofB)(at)).toThrow(/^hessian: .*\(w/)
    const H = S.hessian(ofB, { unconnectedGradients: 'none' })(at)
    expect([H.w.w, H.w.b, H.b.w]).toEqual([null, null, null])
    expect(H.b.b?.toArray()).toEqual([
      [2, 0],
      [0, 2],
    ])
  })
})

it('parts of two dtypes have Jacobians of that of x, in both modes', () => {
  type Mixed = { readonly p: S.Tensor; readonly q: S.Tensor }
  const x: Mixed = { p: S.tensor([1, 2]), q: float64([3, 4]) }
  const both = ({ p, q }: Mixed) => ({ s: p.mul(2), t: S.sum(q).add(S.sum(p).cast('float64')) })
  for (const mode of ['reverse', 'forward', 'auto'] as const) {
    const { s, t } = S.jacobian(both, { mode })(x)
    expect([s.p.dtype, s.q.dtype, t.p.dtype, t.q.dtype]).toEqual([
      'float32',
      'float64',
      'float32',
      'float64',
    ])
    expect([...t.p.data, ...t.q.data]).toEqual([1, 1, 1, 1])
  }
})

it('a part without a derivative is refused by the name of the transform, with its place', () => {
  const withPlace = (x: S.Tensor) => ({ y: S.exp(x), found: [S.argmax(x)] })
  const words =
    ': the function must return float32 or float64, which have derivatives, got int32 at found[0]'
  expect(() => S.jacobian(withPlace)(at.b)).toThrow(`jacobian${words}`)
  expect(() => S.jvp(withPlace, at.b, at.b)).toThrow(`jvp${words}`)
  expect(() => S.vjp(withPlace, at.b)).toThrow(`vjp${words}`)
})
