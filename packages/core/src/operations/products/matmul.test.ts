import { assert, boolean, integer, property, tuple } from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as S from '../../index.ts'
import {
  at,
  type Block,
  blockOf,
  broadcastShape,
  build,
  errorOf,
  sample,
  seeds,
  shapePairs,
} from '../block.fixture.ts'

const length = integer({ min: 0, max: 5 })
const sizes = tuple(length, length, length)

/** The product of the last two axes, by its definition. */
function product(
  a: Block,
  b: Block,
  [m, k, n]: readonly number[],
  transposeA: boolean,
  transposeB: boolean,
): Block {
  const batch = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2))
  return build([...batch, m ?? 0, n ?? 0], (index) => {
    const lead = index.slice(0, -2)
    const [i = 0, j = 0] = index.slice(-2)
    let sum = 0
    for (let t = 0; t < (k ?? 0); t++)
      sum +=
        at(a, [...lead, ...(transposeA ? [t, i] : [i, t])]) *
        at(b, [...lead, ...(transposeB ? [j, t] : [t, j])])
    return sum
  })
}

describe('matmul against its definition', () => {
  it.each(['float32', 'float64'] as const)(
    'in %s: batches that broadcast, transposes, empty axes',
    (dtype) => {
      assert(
        property(
          shapePairs,
          sizes,
          boolean(),
          boolean(),
          seeds,
          ([leadA, leadB], mkn, transposeA, transposeB, seed) => {
            const [m, k, n] = mkn
            const a = sample(dtype, [...leadA, ...(transposeA ? [k, m] : [m, k])], seed)
            const b = sample(dtype, [...leadB, ...(transposeB ? [n, k] : [k, n])], seed + 1)
            const y = S.matmul(a, b, { transposeA, transposeB })
            const expected = product(blockOf(a), blockOf(b), mkn, transposeA, transposeB)
            expect(y.shape).toEqual(expected.shape)
            expect(errorOf(blockOf(y), expected, 10)).toBeLessThanOrEqual(
              dtype === 'float32' ? 1e-6 : 1e-14,
            )
          },
        ),
        { numRuns: 150, seed: 11 },
      )
    },
  )

  it('a vector is a row on the left, a column on the right', () => {
    const m = S.tensor([
      [1, 2, 3],
      [4, 5, 6],
    ])
    expect(S.matmul([1, 2], m).toArray()).toEqual([9, 12, 15])
    expect(S.matmul(m, [1, 0, 2]).toArray()).toEqual([7, 16])
    expect(S.matmul([1, 2], [3, 4]).item()).toBe(11)
    expect(S.matmul(m, [1, 2], { transposeA: true }).toArray()).toEqual([9, 12, 15])
    expect(S.matmul(S.reshape(m, [2, 1, 3]), [1, 0, 2]).toArray()).toEqual([[7], [16]])
    expect(S.matmul([2], S.reshape(m, [2, 1, 3])).toArray()).toEqual([
      [2, 4, 6],
      [8, 10, 12],
    ])
  })

  it('a product over an empty axis is 0, for one matrix and a batch too', () => {
    expect(S.matmul(S.zeros([2, 3, 0]), S.zeros([0, 4])).toArray()).toEqual(
      S.zeros([2, 3, 4]).toArray(),
    )
  })
})

describe('matmul refuses', () => {
  it('inner sizes that differ, naming the shapes of the arguments', () => {
    const run =
      (a: S.Shape, b: S.Shape, flags?: S.MatmulOptions): (() => S.Tensor) =>
      () =>
        S.matmul(S.zeros(a), S.zeros(b), flags)
    const inner = 'matmul: inner sizes must agree, got'
    expect(run([32, 784], [128, 10])).toThrow(S.ShapeError)
    expect(run([32, 784], [128, 10])).toThrow(`${inner} [32, 784] and [128, 10]`)
    expect(run([3, 2], [2, 4], { transposeA: true })).toThrow(`${inner} [3, 2]ᵀ and [2, 4]`)
    expect(run([2, 3, 5], [4, 2])).toThrow(`${inner} [2, 3, 5] and [4, 2]`)
    expect(run([2, 3, 5], [2, 4, 2])).toThrow(`${inner} [2, 3, 5] and [2, 4, 2]`)
    expect(run([3], [4, 2])).toThrow(`${inner} [3] and [4, 2]`)
  })

  it('batches that do not broadcast, scalars, other dtypes', () => {
    expect(() => S.matmul(S.zeros([2, 1, 1]), S.zeros([3, 1, 1]))).toThrow(
      'matmul: shapes must be equal or broadcast, got [2] and [3]',
    )
    expect(() => S.matmul(1, [1])).toThrow(
      'matmul: operands must have at least one axis, got [] and [1]',
    )
    expect(() => S.matmul(S.range(2), S.range(2))).toThrow(
      'matmul: must be float32 or float64, got int32',
    )
    expect(() => S.matmul(S.zeros([1], { dtype: 'float64' }), S.zeros([1]))).toThrow(
      'matmul: dtypes must agree, got float64 and float32',
    )
  })
})
