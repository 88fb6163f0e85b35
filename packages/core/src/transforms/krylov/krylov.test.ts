import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'

const rng = new S.Rng(5)
const draw = (name: string, ...shape: number[]): S.Tensor =>
  rng.split(name).normal(shape, { dtype: 'float64' })
const float64 = (values: S.Nested): S.Tensor => S.tensor(values, { dtype: 'float64' })
const apart = (a: S.Tensor, b: S.Tensor): number => {
  expect(a.shape).toEqual(b.shape)
  return [...S.sub(a, b).data].reduce((most, x) => Math.max(most, Math.abs(x)), 0)
}
const definite = (x: S.Tensor): S.Tensor =>
  S.matmul(x, x, { transposeB: true }).add(S.eye(x.shape[0] ?? 0, { dtype: x.dtype }))
const exact = { tolerance: 1e-14 }

describe('conjugateGradients', () => {
  const x = draw('x', 3, 3)
  const b = draw('b', 3)
  const solve = (at: S.Tensor, side: S.Tensor): S.Tensor => {
    const a = definite(at)
    return S.conjugateGradients((v: S.Tensor) => S.matmul(a, v), side, { ...exact, steps: 5 })
  }
  const known = (at: S.Tensor, side: S.Tensor): S.Tensor => S.solve(definite(at), side)

  it('is the solution of the equations, in as many steps as there are unknowns', () => {
    const a = definite(x)
    expect(
      apart(
        S.conjugateGradients((v: S.Tensor) => S.matmul(a, v), b, exact),
        known(x, b),
      ),
    ).toBeLessThan(1e-12)
    expect(S.conjugateGradients((v: S.Tensor) => v.mul(2), S.zeros([0])).shape).toEqual([0])
    expect(S.conjugateGradients((v: S.Tensor) => v.mul(2), float64(6)).item()).toBe(3)
    expect(S.conjugateGradients((v: S.Tensor) => v.mul(2), S.zeros([3])).toArray()).toEqual([
      0, 0, 0,
    ])
  })

  it('has the derivatives of the solution, by the right side and by what the operator closes over, to third order', () => {
    S.checkGradients(solve, [x, b], { order: 3, tolerance: 1e-6 })
    const value = (f: typeof solve) => (at: S.Tensor) => S.sum(S.sin(f(at, b.mul(at.slice([0])))))
    expect(apart(S.hessian(value(solve))(x), S.hessian(value(known))(x))).toBeLessThan(1e-9)
  })

  it('does not differentiate its steps: half of them give half of neither', () => {
    const few = (side: S.Tensor): S.Tensor =>
      S.sum(S.conjugateGradients((v: S.Tensor) => S.mul(v, [1, 2, 3, 4]), side, { steps: 1 }))
    expect(S.grad(few)(float64([1, 0, 0, 0])).shape).toEqual([4])
    const halved = S.grad(few)(float64([0, 1, 0, 0]))
    // The cotangent of ones is solved in one step too, A⁻¹ along it: 4 / 10.
    expect(apart(halved, float64([0.4, 0.4, 0.4, 0.4]))).toBeLessThan(1e-15)
  })

  it('has the same bits compiled, with its derivatives, and mapped', () => {
    const slopes = S.grad((at: S.Tensor, side: S.Tensor) => S.sum(S.square(solve(at, side))), {
      by: [0, 1],
    })
    const [eager, compiled] = [slopes(x, b), S.compile(slopes)(x, b)]
    expect(compiled.map((each) => [...each.data])).toEqual(eager.map((each) => [...each.data]))
    const sides = S.stack([b, b.mul(-2), S.zerosLike(b)])
    const loop = S.stack([0, 1, 2].map((at) => solve(x, sides.slice([at]))))
    expect(apart(S.vmap(solve, { inAxes: [null, 0] })(x, sides), loop)).toBeLessThan(1e-13)
    const perSide = S.vmap(
      S.grad((at: S.Tensor, side: S.Tensor) => S.sum(solve(at, side)), { by: 1 }),
      { inAxes: [null, 0] },
    )
    expect(apart(perSide(x, sides).slice([1]), known(x, S.onesLike(b)))).toBeLessThan(1e-12)
  })

  it("takes nestings, such as Newton's step of a loss by its Hessian's products", () => {
    type Weights = { readonly kernel: S.Tensor; readonly bias: S.Tensor }
    const w: Weights = { kernel: draw('kernel', 2, 2), bias: draw('bias', 2) }
    const input = draw('input', 6, 2)
    const loss = ({ kernel, bias }: Weights): S.Tensor =>
      S.sum(S.square(S.matmul(input, kernel).add(bias).sub(1))).add(S.sum(S.square(bias)))
    const step = S.conjugateGradients((v: Weights) => S.hvp(loss, w, v), S.grad(loss)(w), exact)
    // The loss is quadratic: one step ends at its least value.
    const slope = S.grad(loss)({ kernel: w.kernel.sub(step.kernel), bias: w.bias.sub(step.bias) })
    expect(
      Math.max(
        apart(slope.kernel, S.zerosLike(slope.kernel)),
        apart(slope.bias, S.zerosLike(slope.bias)),
      ),
    ).toBeLessThan(1e-10)
  })

  it('follows variables, at the value that they had', () => {
    const scale = new S.Variable(float64(2))
    const tape = new S.GradientTape({ persistent: true })
    const y = tape.record(() => S.sum(S.conjugateGradients((v: S.Tensor) => v.mul(scale), b)))
    scale.assign(100)
    expect(tape.gradient(y, scale).item()).toBeCloseTo(-S.sum(b).item() / 4, 13)
  })

  it('stops at a direction without positive curvature, and refuses what does not fit', () => {
    const saddle = float64([1, -1])
    expect(S.conjugateGradients((v: S.Tensor) => v.mul(saddle), float64([0, 1])).toArray()).toEqual(
      [0, 0],
    )
    expect(() => S.conjugateGradients((v: S.Tensor) => S.sum(v), b)).toThrow(
      'conjugateGradients: what the operator gives must have the nesting and shapes of its argument, got [] for [3]',
    )
    expect(() => S.conjugateGradients((v: S.Tensor) => v, b, { steps: 1.5 })).toThrow(RangeError)
    expect(() => S.conjugateGradients((v: S.Tensor) => v, b, { tolerance: -1 })).toThrow(RangeError)
    expect(() => S.conjugateGradients((v: S.Tensor) => v, S.range(3))).toThrow(S.DTypeError)
  })
})

describe('lanczos', () => {
  const x = draw('x', 5, 5)
  const start = draw('start', 5)
  const tridiagonal = ({ diagonal, offDiagonal }: S.Lanczos<S.Tensor>): S.Tensor =>
    [1, -1].reduce(
      (t, offset) => t.add(S.diagonalMatrix(offDiagonal, { offset })),
      S.diagonalMatrix(diagonal),
    )
  const of = (at: S.Tensor, steps: number): S.Lanczos<S.Tensor> => {
    const a = definite(at)
    return S.lanczos((v: S.Tensor) => S.matmul(a, v), start, steps)
  }

  it.each([1, 3, 5])('%i steps give A within the space that they span', (steps) => {
    const found = of(x, steps)
    const { vectors: v } = found
    expect(v.shape).toEqual([steps, 5])
    expect(
      apart(S.matmul(v, v, { transposeB: true }), S.eye(steps, { dtype: 'float64' })),
    ).toBeLessThan(1e-13)
    expect(
      apart(S.matmul(S.matmul(v, definite(x)), v, { transposeB: true }), tridiagonal(found)),
    ).toBeLessThan(1e-12)
  })

  it('all steps give its eigenvalues, with their derivatives', () => {
    const values = (at: S.Tensor): S.Tensor => S.eigh(tridiagonal(of(at, 5))).values
    const known = (at: S.Tensor): S.Tensor => S.eigh(definite(at)).values
    expect(apart(values(x), known(x))).toBeLessThan(1e-11)
    const weights = float64([1, -2, 3, 0.5, 1])
    const slope = (f: typeof known) => S.grad((at: S.Tensor) => S.sum(S.mul(f(at), weights)))(x)
    expect(apart(slope(values), slope(known))).toBeLessThan(1e-9)
    S.checkGradients((at: S.Tensor) => of(at, 3).diagonal, [x], { order: 3, tolerance: 1e-5 })
    const both = (at: S.Tensor) => [of(at, 3).diagonal, of(at, 3).offDiagonal]
    expect(S.compile(both)(x).map((each) => [...each.data])).toEqual(
      both(x).map((each) => [...each.data]),
    )
  })

  it('ends with zeros where the space ends', () => {
    const scale = float64([2, 2, 3])
    const found = S.lanczos((v: S.Tensor) => v.mul(scale), float64([1, 1, 0]), 3)
    expect([...found.diagonal.data].map((value) => Math.round(value * 1e9) / 1e9)).toEqual([
      2, 0, 0,
    ])
    expect(found.offDiagonal.toArray()).toEqual([0, 0])
    expect(found.vectors.slice([1]).toArray()).toEqual([0, 0, 0])
    const slope = S.grad((s: S.Tensor) =>
      S.sum(S.lanczos((v: S.Tensor) => v.mul(s), float64([1, 1, 0]), 3).diagonal),
    )(scale)
    expect(slope.data.every(Number.isFinite)).toBe(true)
  })

  it('takes nestings, and refuses a number of steps that is none', () => {
    const { diagonal, vectors } = S.lanczos(
      ({ a, b }: { a: S.Tensor; b: S.Tensor }) => ({ a: a.mul(3), b: b.mul(7) }),
      { a: float64([[1, 0]]), b: float64(1) },
      2,
    )
    expect([vectors.a.shape, vectors.b.shape]).toEqual([[2, 1, 2], [2]])
    expect(S.sum(diagonal).item()).toBeCloseTo(10, 12)
    expect(() => S.lanczos((v: S.Tensor) => v, start, 0)).toThrow(
      'lanczos: steps must be a whole number from 1, got 0',
    )
  })
})

describe.each(['float32', 'float64'] as const)('numbers whose squares %s cannot hold', (dtype) => {
  const scales = dtype === 'float32' ? [1e-30, 1e30] : [1e-200, 1e200]
  const of = (...values: number[]): S.Tensor => S.tensor(values, { dtype })
  const parts = (x: S.Tensor, scale: number): number[] => [...x.data].map((value) => value / scale)
  const near = (found: readonly number[], expected: readonly number[]): void => {
    expect(found.length).toBe(expected.length)
    for (const [index, value] of found.entries()) expect(value).toBeCloseTo(expected[index] ?? 0, 5)
  }

  it.each(scales)('%d times b has as large a solution and derivative', (scale) => {
    const solve = (b: S.Tensor): S.Tensor => S.conjugateGradients((v) => v.mul([1, 2]), b)
    near(parts(solve(of(scale, -scale)), scale), [1, -0.5])
    const slope = S.grad((b: S.Tensor) => S.sum(solve(b)).mul(scale))(of(1, 1))
    near(parts(slope, scale), [1, 0.5])
  })

  it.each(scales)('Lanczos takes %d times A, and times the start', (scale) => {
    const ofA = S.lanczos((v: S.Tensor) => v.mul([scale, 2 * scale]), of(1, 1), 2)
    near(parts(ofA.diagonal, scale), [1.5, 1.5])
    near(parts(ofA.offDiagonal, scale), [0.5])
    const { diagonal } = S.lanczos((v: S.Tensor) => v.mul([1, 2]), of(scale, scale), 2)
    near([...diagonal.data], [1.5, 1.5])
  })

  it('a NaN or an infinity is seen in the solution', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const ofB = S.conjugateGradients((v: S.Tensor) => v.mul([1, 2]), of(1, bad))
      const ofA = S.conjugateGradients((v: S.Tensor) => v.mul(of(1, Number.NaN)), of(1, 2))
      for (const x of [ofB, ofA]) expect([...x.data]).toEqual([Number.NaN, Number.NaN])
    }
  })
})

it('a nesting without tensors is no vector', () => {
  expect(() => S.conjugateGradients((v: S.Tensor[]) => v, [])).toThrow(
    'conjugateGradients: needs a vector of at least one tensor, got none',
  )
})
