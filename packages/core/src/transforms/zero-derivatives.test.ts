// Derivatives that exist and are 0, and what stands where there is none.
import { describe, expect, it } from 'vitest'
import * as S from '../index.ts'

type Scalar = (x: S.Tensor) => S.Tensor

const at = S.tensor([1.5, -2, 0.5])
const numbers = (x: S.Tensor): number[] => [...x.data].map((value) => Number(value) + 0)
const slope = (f: Scalar): Scalar => S.grad((x: S.Tensor) => S.sum(f(x)))

const flat: readonly [string, Scalar][] = [
  ['the third of x²', (x) => slope(slope((y) => y.square()))(x)],
  ['the second of relu', (x) => slope((y) => S.relu(y))(x)],
  ['the second of 3x', (x) => slope((y) => y.mul(3))(x)],
  ['the fourth of x³', (x) => slope(slope(slope((y) => y.cube())))(x)],
  [
    'the second of a matrix product',
    (x) => slope((y) => y.reshape([1, 3]).matmul(S.ones([3, 2])))(x),
  ],
  ['of a Jacobian of sums', (x) => S.jacobian((y: S.Tensor) => S.cumsum(y))(x)],
  [
    'of a Jacobian by columns',
    (x) => S.jacobian((y: S.Tensor) => S.cumsum(y), { mode: 'forward' })(x),
  ],
  ['of a Hessian', (x) => S.hessian((y: S.Tensor) => S.sum(y.square()))(x)],
  ['of a product with a Hessian', (x) => S.hvp((y: S.Tensor) => S.sum(y.square()), x, S.ones([3]))],
  ['of a cotangent pulled back', (x) => S.vjp((y: S.Tensor) => y.mul(2), x).pull(S.ones([3]))],
  [
    'of a direction pushed forward',
    (x) => S.jvp((y: S.Tensor) => y.mul(2), x, S.ones([3])).derivative,
  ],
  ['within a checkpoint', (x) => S.checkpoint((y: S.Tensor) => slope((z) => z.mul(3))(y))(x)],
  [
    'within a loop',
    (x) =>
      S.scan((c: S.Tensor) => ({ carry: slope((z) => z.mul(3))(c) }), x, undefined, { length: 2 })
        .carry,
  ],
  [
    'of each of many examples',
    (x) => S.vmap((each: S.Tensor) => slope((z) => z.mul(3))(each))(x.reshape([3, 1])),
  ],
]

describe.each(flat)('the derivative %s', (_, f) => {
  it('is 0, by itself, by tape, compiled, of examples, and with more beside it', () => {
    const zeros = [0, 0, 0]
    expect(numbers(slope(f)(at))).toEqual(zeros)
    expect(numbers(S.compile(slope(f))(at))).toEqual(zeros)
    expect(numbers(slope((x) => f(x).square())(at))).toEqual(zeros)
    expect(numbers(slope(slope(f))(at))).toEqual(zeros)
    expect(numbers(S.vmap(slope(f))(at.reshape([1, 3])))).toEqual(zeros)
    expect(numbers(slope((x) => S.vmap(f)(x.reshape([1, 3])))(at))).toEqual(zeros)
    expect(numbers(S.hessian((x: S.Tensor) => S.sum(f(x)))(at)).every((each) => each === 0)).toBe(
      true,
    )
    const v = new S.Variable(at)
    const tape = new S.GradientTape({ persistent: true })
    const y = tape.record(() => f(v.value))
    expect(numbers(tape.gradient(y, v))).toEqual(zeros)
    const none = tape.gradient(y, v, { unconnectedGradients: 'none' })
    expect(none && numbers(none)).toEqual(zeros)
  })
})

describe('a derivative where there is none', () => {
  it('is an error as ever: by what a derivative was not taken of, through a boolean or an integer', () => {
    const cases: Scalar[] = [
      () => slope((y) => y.mul(3))(at),
      (x) => slope((y) => y.mul(3))(S.stopGradient(x)),
      (x) => S.where(x.greater(0), 1, 0),
      (x) => slope((y) => y.mul(3))(S.where(x.greater(0), 1, 0)),
      () => S.tensor(3),
    ]
    for (const f of cases) expect(() => slope(f)(at)).toThrow(/does not depend on the source/)
    expect(() => S.hessian(() => S.tensor(3))(at)).toThrow(
      /unconnectedGradients: 'zero' } gives zeros/,
    )
  })

  it('does not reach the weights of a layer whose derivative they leave alone, and they get 0', () => {
    const bias = new S.Variable([0.1, 0.2])
    const kernel = new S.Variable([
      [1, 2],
      [3, 4],
    ])
    const tape = new S.GradientTape()
    const penalty = tape.record(() => {
      const input = S.grad((x: S.Tensor) => S.sum(S.relu(x.matmul(kernel).add(bias))))
      return S.sum(S.square(input(S.tensor([[1, 1]]))))
    })
    const gradients = tape.gradient(penalty, { bias, kernel })
    expect(numbers(gradients.bias)).toEqual([0, 0])
    expect(numbers(gradients.kernel)).toEqual([6, 6, 14, 14])
  })
})

describe('unconnectedGradients', () => {
  const zero = { unconnectedGradients: 'zero' } as const
  const none = { unconnectedGradients: 'none' } as const
  type Pair = { readonly a: S.Tensor; readonly b: S.Tensor }
  const pair: Pair = { a: S.tensor([1, 2]), b: S.tensor(3) }
  const first = ({ a }: Pair): S.Tensor => S.sum(a.square())
  const constant: Scalar = () => S.tensor(3)

  it('is an option of grad and valueAndGrad', () => {
    expect(numbers(S.grad(first, zero)(pair).b)).toEqual([0])
    expect(S.grad(first, none)(pair).b).toBeNull()
    expect(S.grad(constant, none)(at)).toBeNull()
    expect(S.grad(constant, zero)(at).toArray()).toEqual([0, 0, 0])
    expect(S.valueAndGrad(first, none)(pair)).toMatchObject({ grad: { b: null } })
  })

  it('is an option of jacobian in both modes, batchJacobian and hessian', () => {
    for (const mode of ['forward', 'reverse'] as const) {
      const f = ({ a }: Pair): S.Tensor => a.square()
      expect(S.jacobian(f, { mode, ...zero })(pair).b.toArray()).toEqual([0, 0])
      const nulls = S.jacobian(f, { mode, ...none })(pair)
      expect([nulls.a?.toArray(), nulls.b]).toEqual([
        [
          [2, 0],
          [0, 4],
        ],
        null,
      ])
    }
    const rows: Scalar = () => S.ones([2, 1])
    expect(S.batchJacobian(rows, zero)(S.ones([2, 1])).shape).toEqual([2, 1, 1])
    expect(S.batchJacobian(rows, none)(S.ones([2, 1]))).toBeNull()
    expect(S.hessian(constant, zero)(S.tensor([1])).toArray()).toEqual([[0]])
    expect(S.hessian(constant, none)(S.tensor([1]))).toBeNull()
  })

  it('is an option of hvp, vjp and jvp, for the last two ’zero’ by default', () => {
    expect(() => S.hvp(first, pair, pair)).toThrow(/the source \(b, a tensor \[\]\)/)
    expect(S.hvp(first, pair, pair, zero).b.item()).toBe(0)
    const product = S.hvp(first, pair, pair, none)
    expect([product.a?.toArray(), product.b]).toEqual([[2, 4], null])
    const one = S.ones([])
    expect(S.vjp(first, pair).pull(one).b.item()).toBe(0)
    expect(S.vjp(first, pair, none).pull(one).b).toBeNull()
    expect(() => S.vjp(first, pair, { unconnectedGradients: 'error' }).pull(one)).toThrow(/\(b, a/)
    expect(S.jvp(constant, at, at).derivative.item()).toBe(0)
    expect(S.jvp(constant, at, at, none).derivative).toBeNull()
    expect(() => S.jvp(first, pair, pair, { unconnectedGradients: 'error' })).toThrow(/\(b, a/)
  })
})
