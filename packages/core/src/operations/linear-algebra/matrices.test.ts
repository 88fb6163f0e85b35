import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'
import { double, draw, positive } from './matrices.fixture.ts'

const bits = (x: S.Tensor): string => Buffer.from(x.data.slice().buffer).toString('base64')

const operations: readonly (readonly [string, (a: S.Tensor) => S.Tensor])[] = [
  ['cholesky', S.cholesky],
  ['triangularSolve', (a) => S.triangularSolve(a, a)],
  ['solve', (a) => S.solve(a, a)],
  ['inverse', S.inverse],
  ['determinant', S.determinant],
  ['logDeterminant', (a) => S.logDeterminant(a).logAbsDeterminant],
  ['eigh', (a) => S.eigh(a).vectors.mul(S.eigh(a).values.expandDims(-2))],
]

describe.each(operations)('%s', (name, f) => {
  it('of nothing: no matrices, and matrices of order 0', () => {
    const reduced = name.toLowerCase().endsWith('determinant')
    expect(f(S.zeros([0, 3, 3])).shape).toEqual(reduced ? [0] : [0, 3, 3])
    const none = f(S.zeros([2, 0, 0]))
    expect(none.shape).toEqual(reduced ? [2] : [2, 0, 0])
    if (reduced) expect(none.toArray()).toEqual(name === 'determinant' ? [1, 1] : [0, 0])
  })

  it('takes square matrices of floats', () => {
    const shape = `${name}: must be square matrices, [..., n, n], got`
    expect(() => f(S.zeros([2, 3]))).toThrow(`${shape} [2, 3]`)
    expect(() => f(S.zeros([3]))).toThrow(`${shape} [3]`)
    expect(() => f(S.zeros([2, 2], { dtype: 'int32' }))).toThrow(
      `${name}: must be float32 or float64, got`,
    )
  })

  it('vmap gives what a loop gives, and so does vmap of the gradient', () => {
    const x = positive(draw('vmap', [3, 2, 4, 4]))
    const slope = S.grad((a: S.Tensor) => S.sum(S.sin(f(a))))
    for (const g of [f, slope]) {
      const loop = S.stack([0, 1, 2].map((i) => g(x.slice([i]))))
      expect(bits(S.vmap(g)(x))).toBe(bits(loop))
    }
  })

  it('compiled, it gives the same bits, on one thread and two', async () => {
    const slope = S.grad((a: S.Tensor) => S.sum(S.sin(f(a))))
    for (const dtype of ['float32', 'float64'] as const) {
      const x = positive(draw('compiled', [150, 6, 6], dtype))
      for (const g of [f, slope]) {
        const eager = bits(g(x))
        for (const threads of [1, 2]) {
          await S.setThreads(threads)
          expect(bits(S.compile(g)(x))).toBe(eager)
        }
      }
    }
    await S.setThreads(1)
  })
})

const pairs: readonly (readonly [string, (a: S.Tensor, b: S.Tensor) => S.Tensor])[] = [
  ['solve', (a, b) => S.solve(a, b)],
  ['triangularSolve', (a, b) => S.triangularSolve(a, b)],
]

describe('two operands', () => {
  it.each(pairs)('%s: shapes and dtypes must fit', (name, f) => {
    const a = S.zeros([2, 3, 3])
    expect(() => f(a, S.zeros([2, 4, 1]))).toThrow(
      `${name}: b must be [..., 3, k] or a vector of 3, as A has 3 rows, got [2, 4, 1]`,
    )
    expect(() => f(a, S.zeros([]))).toThrow(`${name}: b must be [..., 3, k]`)
    expect(() => f(a, S.zeros([3, 3, 1]))).toThrow(
      `${name}: shapes must be equal or broadcast, got [2] and [3]`,
    )
    expect(() => f(a, S.zeros([3], { dtype: 'float64' }))).toThrow(`${name}: dtypes must agree`)
  })

  it.each(pairs)('%s: vmap over either or both', (_, f) => {
    const [a, b] = [positive(draw('a', [5, 2, 3, 3])), draw('b', [5, 2, 3, 2])]
    const each = (g: (i: number) => S.Tensor): string => bits(S.stack([0, 1, 2, 3, 4].map(g)))
    const [one, side] = [a.slice([0]), b.slice([0])]
    const both = each((i) => f(a.slice([i]), b.slice([i])))
    expect(bits(S.vmap(f)(a, b))).toBe(both)
    const ofSides = each((i) => f(one, b.slice([i])))
    expect(bits(S.vmap(f, { inAxes: [null, 0] })(one, b))).toBe(ofSides)
    const ofMatrices = each((i) => f(a.slice([i]), side))
    expect(bits(S.vmap(f, { inAxes: [0, null] })(a, side))).toBe(ofMatrices)
  })
})

describe('matrices without a result', () => {
  const flat = double([
    [1, 2],
    [2, 4],
  ])
  const good = double([
    [2, 1],
    [1, 2],
  ])

  it.each<[string, (a: S.Tensor) => S.Tensor, string]>([
    ['cholesky', S.cholesky, 'be positive definite, got a pivot that is not above 0'],
    ['solve', (a) => S.solve(a, [1, 2]), 'be invertible, got a pivot of 0'],
    ['inverse', S.inverse, 'be invertible, got a pivot of 0'],
  ])('%s names itself and the first of them, eagerly and compiled', (name, f, requirement) => {
    const batch = S.stack([good, flat, good, flat])
    for (const run of [f, S.compile(f), S.vmap(f)]) {
      expect(() => run(flat.reshape(run === f ? [2, 2] : [1, 2, 2]))).toThrow(
        `${name}: the matrix must ${requirement}; adding a small multiple of eye(n)`,
      )
      expect(() => run(batch)).toThrow(S.MatrixError)
      expect(() => run(batch)).toThrow(expect.objectContaining({ matrix: 1 }))
      expect(() => run(batch)).toThrow(
        `${name}: matrix 1 of 4, counted from 0, must ${requirement}`,
      )
      run(S.stack([good, good]))
    }
  })

  it('cholesky refuses NaN; solve carries it on', () => {
    expect(() => S.cholesky([[Number.NaN]])).toThrow(S.MatrixError)
    expect(S.solve([[Number.NaN]], [1]).toArray()).toEqual([Number.NaN])
  })
})
