import { assert, boolean, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'
import { at, blockOf, build, errorOf, sample, seeds, shapesWithAxes } from '../block.fixture.ts'

describe.each([
  ['cumsum', S.cumsum, (a: number, b: number) => a + b, 0],
  ['cumprod', S.cumprod, (a: number, b: number) => a * b, 1],
] as const)('%s', (name, run, of, ofNothing) => {
  it.each(['float32', 'float64', 'int32'] as const)('of %s is what a loop makes', (dtype) => {
    assert(
      property(
        shapesWithAxes,
        integer({ min: 0, max: 2 }),
        boolean(),
        boolean(),
        seeds,
        (shape, where, exclusive, reverse, seed) => {
          const axis = where % shape.length
          const x = sample(dtype, shape, seed)
          const n = shape[axis] ?? 0
          const expected = build(shape, (index) => {
            const place = index[axis] ?? 0
            const own = Array.from({ length: n }, (_, i) => i).filter((i) =>
              i === place ? !exclusive : reverse ? i > place : i < place,
            )
            const values = own.map((i) => at(blockOf(x), index.with(axis, i)))
            return values.reduce(of, ofNothing)
          })
          const y = run(x, axis - (seed % 2) * shape.length, { exclusive, reverse })
          expect(y.shape).toEqual(shape)
          expect(y.dtype).toBe(dtype)
          const tolerance = { float32: 1e-5, float64: 1e-13, int32: 0 }[dtype]
          expect(errorOf(blockOf(y), expected, 1)).toBeLessThanOrEqual(tolerance)
        },
      ),
      { numRuns: 100, seed: 3 },
    )
  })

  it('has errors that name it, and derivatives that are right at zeros', () => {
    expect(() => run([true])).toThrow(`${name}: must be numbers, got bool`)
    expect(() => run(1)).toThrow(`${name}: needs an axis, but a scalar has none; got axis -1`)
    const x = S.tensor([0, 2, 0, 3], { dtype: 'float64' })
    S.checkGradients((y) => run(y), [x], { order: 3 })
  })

  it('of a thousand', () => {
    const ones = S.full([1000], name === 'cumsum' ? 1 : -1)
    expect(run(ones).slice([-1]).item()).toBe(name === 'cumsum' ? 1000 : 1)
  })
})

describe('variance and std', () => {
  const x = S.tensor([1, 2, 4, 9], { dtype: 'float64' })

  it('correct the divisor', () => {
    expect(S.variance(x, undefined, { correction: 1 }).item()).toBeCloseTo(38 / 3, 12)
    expect(S.std(x, 0, { correction: 1, keepDims: true }).data[0]).toBeCloseTo(
      Math.sqrt(38 / 3),
      12,
    )
    expect(S.variance([3], 0, { correction: 1 }).item()).toBeNaN()
    expect(() => S.std(x, 0, { correction: -1 })).toThrow(
      'std: correction must be a number from 0, got -1',
    )
  })

  it('std of equal elements has the derivative 0, and NaN for higher ones', () => {
    const equal = S.full([3], 2, { dtype: 'float64' })
    const slope = S.grad((y: S.Tensor) => S.std(y))
    expect(slope(equal).toArray()).toEqual([0, 0, 0])
    const cube = S.jacobian(S.hessian((y: S.Tensor) => S.std(y)))(equal)
    expect(S.all(S.isNaN(cube)).item()).toBe(1)
  })

  it('the Frobenius norm is that of matrices', () => {
    const m = S.tensor([
      [
        [3, 0],
        [0, 4],
      ],
      [
        [0, 0],
        [0, 0],
      ],
    ])
    expect(S.norm(m, 'frobenius').toArray()).toEqual([5, 0])
    expect(S.norm(m, 'frobenius', [0, 1]).toArray()).toEqual([3, 4])
    expect(() => S.norm(m, 'frobenius', 1)).toThrow(
      'norm: "frobenius" needs the two axes of matrices, got [1]',
    )
    const slope = S.grad((y: S.Tensor) => S.norm(y, 'frobenius').sum())(m)
    expect(slope.toArray()).toEqual([
      [
        [Math.fround(0.6), 0],
        [0, Math.fround(0.8)],
      ],
      [
        [0, 0],
        [0, 0],
      ],
    ])
  })
})
