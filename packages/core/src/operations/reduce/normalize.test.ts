import { assert, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'
import { sample, seeds } from '../block.fixture.ts'

const { POSITIVE_INFINITY: infinity, NaN: nan } = Number
const float64 = (values: S.Nested): S.Tensor => S.tensor(values, { dtype: 'float64' })

type Scalar = (x: S.Tensor) => S.Tensor

/** The derivative as a function; 0 where there is nothing left to differentiate. */
const slope =
  (f: Scalar): Scalar =>
  (x) => {
    const at = S.identity(x)
    const tape = new S.GradientTape()
    tape.watch(at)
    const y = tape.record(() => f(at))
    return tape.gradient(y, at, { unconnectedGradients: 'zero' })
  }

/** The derivatives of orders 1 to 3 of a function of one number. */
const derivatives = (f: Scalar, at: number): number[] =>
  [slope(f), slope(slope(f)), slope(slope(slope(f)))].map((each) => each(float64(at)).item() + 0)

describe('logSumExp and softmax', () => {
  it('are right where the exponential overflows or is nothing', () => {
    expect(S.logSumExp([1000, 1000]).item()).toBeCloseTo(1000 + Math.log(2), 3)
    expect(S.logSumExp([-1000, -1000]).item()).toBeCloseTo(-1000 + Math.log(2), 3)
    expect(S.logSumExp([-infinity, -infinity]).item()).toBe(-infinity)
    expect(S.logSumExp([-infinity, 3]).item()).toBe(3)
    expect(S.logSumExp([infinity, 0, -infinity]).item()).toBe(infinity)
    expect(S.logSumExp([nan, 0]).item()).toBe(nan)
    expect(S.softmax([1000, 0, -infinity]).toArray()).toEqual([1, 0, 0])
    expect(S.logSoftmax([0, -1000]).toArray()).toEqual([0, -1000])
  })

  it('the derivative is the softmax, also beside an element of −∞', () => {
    expect(slope((x) => S.logSumExp(x))(S.tensor([-infinity, 2, 2])).toArray()).toEqual([
      0, 0.5, 0.5,
    ])
  })

  it('the Hessian is diag(p) − p pᵀ', () => {
    for (const values of [
      [0.3, -1, 2],
      [700, 701, 699],
      [-infinity, 0, 1],
    ]) {
      const x = float64(values)
      const p = S.softmax(x)
      const column = S.expandDims(p, 1)
      const expected = S.sub(S.mul(S.eye(3, { dtype: 'float64' }), column), S.mul(column, p))
      const H = S.hessian((at) => S.logSumExp(at))(x)
      expect(S.max(S.abs(S.sub(H, expected))).item()).toBeLessThan(1e-13)
    }
  })

  it('softmax sums to 1 along its axis, and does not change under a shift', () => {
    assert(
      property(
        integer({ min: 1, max: 5 }),
        integer({ min: -2, max: 1 }),
        seeds,
        (n, axis, seed) => {
          const x = sample('float64', [n, 3], seed, -30, 30)
          const p = S.softmax(x, axis)
          expect(S.max(S.abs(S.sub(S.sum(p, axis), 1))).item()).toBeLessThan(1e-14)
          expect(S.max(S.abs(S.sub(p, S.softmax(x.add(100), axis)))).item()).toBeLessThan(1e-12)
          expect(S.max(S.abs(S.sub(S.exp(S.logSoftmax(x, axis)), p))).item()).toBe(0)
        },
      ),
      { numRuns: 30, seed: 18 },
    )
  })

  it('softmax has derivatives with all their digits where a ratio rounds to 1', () => {
    for (const dtype of ['float32', 'float64'] as const)
      for (const distance of [5, 20, 60]) {
        const ratio = Math.exp(-distance) / (1 + Math.exp(-distance)) ** 2
        const x = S.tensor([distance, 0], { dtype })
        const J = S.jacobian((at: S.Tensor) => S.softmax(at))(x)
        for (const [index, sign] of [1, -1, -1, 1].entries())
          expect((J.data[index] ?? 0) / (sign * ratio)).toBeCloseTo(1, dtype === 'float32' ? 5 : 13)
        const second = S.grad((at: S.Tensor) =>
          S.grad((z: S.Tensor) => S.softmax(z).slice([0]))(at).slice([0]),
        )(x)
        const wanted = -ratio * Math.tanh(distance / 2)
        expect((second.data[0] ?? 0) / wanted).toBeCloseTo(1, dtype === 'float32' ? 5 : 13)
      }
  })

  it('logSoftmax has derivatives with all their digits where a ratio rounds to 1', () => {
    // d/dx of log σ(x) = logSoftmax([x, 0])₀, order by order.
    const orders = (distance: number): number[] => {
      const ratio = Math.exp(-distance) / (1 + Math.exp(-distance)) ** 2
      return [ratio * (1 + Math.exp(-distance)), -ratio, ratio * Math.tanh(distance / 2)]
    }
    for (const dtype of ['float32', 'float64'] as const)
      for (const distance of [5, 20, 60]) {
        let derivative = (x: S.Tensor): S.Tensor => S.logSoftmax(x).slice([0])
        for (const expected of orders(distance)) {
          const lower = derivative
          derivative = (x) => S.grad(lower)(x).slice([0])
          const value = derivative(S.tensor([distance, 0], { dtype })).item()
          expect(value / expected).toBeCloseTo(1, dtype === 'float32' ? 5 : 13)
        }
      }
  })

  it('of nothing are nothing, and −∞', () => {
    for (const dtype of ['float32', 'float64'] as const)
      for (const run of [S.softmax, S.logSoftmax]) {
        const x = S.zeros([2, 0], { dtype })
        expect(run(x).shape).toEqual([2, 0])
        expect(run(x, 0).dtype).toBe(dtype)
        expect(run(S.zeros([0, 3], { dtype })).shape).toEqual([0, 3])
        expect(S.compile(run)(x).shape).toEqual([2, 0])
        expect(S.grad((at: S.Tensor) => S.sum(run(at)))(x).shape).toEqual([2, 0])
      }
    const empty = S.zeros([2, 0])
    expect(S.logSumExp(empty).item()).toBe(-infinity)
    expect(S.logSumExp(empty, 1).toArray()).toEqual([-infinity, -infinity])
    expect(S.logSumExp(empty, 1, { keepDims: true }).shape).toEqual([2, 1])
    expect(S.logSumExp(empty, 0).shape).toEqual([0])
    expect(S.compile((x: S.Tensor) => S.logSumExp(x, 1))(empty).toArray()).toEqual([
      -infinity,
      -infinity,
    ])
    expect(S.vmap((x: S.Tensor) => S.logSumExp(x))(empty).toArray()).toEqual([-infinity, -infinity])
    expect(S.grad((x: S.Tensor) => S.sum(S.logSumExp(x, 1)))(empty).shape).toEqual([2, 0])
  })

  it('name themselves in errors', () => {
    const both = { softmax: S.softmax, logSoftmax: S.logSoftmax }
    for (const [name, run] of Object.entries(both)) {
      expect(() => run([1], 1)).toThrow(`${name}: axis must be an integer from -1 to 0, got 1`)
      expect(() => run(S.range(2))).toThrow(`${name}: must be float32 or float64, got int32`)
    }
  })
})

describe('norm and safeSqrt', () => {
  it('at the zero vector have the derivative 0, and NaN for higher ones', () => {
    expect(derivatives(S.safeSqrt, 0)).toEqual([0, nan, nan])
    for (const p of [1, 2, 'infinity'] as const)
      expect(derivatives((t) => S.norm(S.mul(t, [3, 4]), p), 0)).toEqual([0, nan, nan])
    expect(derivatives((t) => S.std(S.mul(t, [1, 2, 5])), 0)).toEqual([0, nan, nan])
    expect(S.grad((x: S.Tensor) => S.norm(x))(S.zeros([3])).toArray()).toEqual([0, 0, 0])
  })

  it('never give a smooth function of them a wrong Hessian', () => {
    const zero = S.zeros([2, 2], { dtype: 'float64' })
    const smooth: Scalar[] = [
      (x) => S.square(S.norm(x)),
      (x) => S.sum(S.square(S.norm(x, 2, 1))),
      (x) => S.square(S.norm(x, 'frobenius')),
      (x) => S.square(S.norm(x.slice([0, { stop: 1 }]), 1)),
      (x) => S.square(S.norm(x.slice([0, { stop: 1 }]), 'infinity')),
      (x) => S.square(S.std(x)),
      (x) => S.cosh(S.norm(x)),
      (x) => S.square(S.safeSqrt(S.sum(S.square(x)))),
    ]
    for (const f of smooth) {
      const H = S.hessian(f)(zero)
      expect(H.data[0]).toBeNaN()
      expect(S.grad(f)(zero).toArray()).toEqual(zero.toArray())
    }
  })

  it('one zero row leaves the derivatives of the others finite', () => {
    expect(
      slope((x) => S.sum(S.norm(x, 2, 1)))(
        S.tensor([
          [0, 0],
          [3, 4],
        ]),
      ).toArray(),
    ).toEqual([[0, 0], [0.6, 0.8].map(Math.fround)])
    const x = float64([
      [0, 0],
      [3, 4],
    ])
    const product = S.hvp((at: S.Tensor) => S.sum(S.norm(at, 2, 1)), x, S.onesLike(x))
    expect(product.slice([1]).toArray()).toEqual(
      [(16 - 12) / 125, (9 - 12) / 125].map((value) => expect.closeTo(value, 15)),
    )
  })

  it('away from 0 safeSqrt is sqrt, to the third order', () => {
    const [first, second, third] = derivatives(S.safeSqrt, 4)
    expect([first, second, third]).toEqual([1 / 4, -1 / 32, 3 / 256])
  })

  it('norm refuses an order it does not have', () => {
    // @ts-expect-error: 3 is no NormOrder
    expect(() => S.norm([1], 3)).toThrow(
      'norm: the order must be 1, 2, "infinity" or "frobenius", got 3',
    )
  })
})

describe('pow', () => {
  it('at the edges is what IEEE 754 says', () => {
    expect(S.pow(0, 0).item()).toBe(1)
    expect(S.pow(nan, 0).item()).toBe(1)
    expect(S.pow(0, -1).item()).toBe(infinity)
    expect(S.pow([-8, -2], [3, -1]).toArray()).toEqual([-512, -0.5])
    expect(S.pow(-8, 1 / 3).item()).toBe(nan)
  })

  it('of a whole exponent has all its derivatives at 0', () => {
    expect(derivatives((x) => S.pow(x, 2), 0)).toEqual([0, 2, 0])
    expect(derivatives((x) => S.pow(x, 3), 0)).toEqual([0, 0, 6])
    expect(derivatives((x) => S.pow(x, 1), 0)).toEqual([1, 0, 0])
    expect(derivatives((x) => S.pow(x, 0), 0)).toEqual([0, 0, 0])
    expect(derivatives((x) => S.pow(x, 3), -2)).toEqual([12, -12, 6])
  })

  it('by the exponent: xʸ log x, and 0 at base 0', () => {
    const by = (x: number, y: number): number => slope((at) => S.pow(x, at))(float64(y)).item()
    expect(by(2, 3)).toBeCloseTo(8 * Math.log(2), 12)
    expect(by(0, 2)).toBe(0)
    expect(by(-2, 2)).toBe(nan)
  })
})
