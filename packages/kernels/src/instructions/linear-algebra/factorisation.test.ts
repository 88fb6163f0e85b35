import { describe, expect, test } from 'vitest'
import { evaluate, machine } from '../../../testing/evaluate.ts'
import { arrayOf, code, plain } from '../../../testing/samples.ts'
import type { TypedArray } from '../../dtype.ts'
import { DTypeCode, MachineFault, Program } from '../../index.ts'

const floats = ['float32', 'float64'] as const
const orders = [0, 1, 2, 3, 4, 5, 9, 17, 33]
const near = { float32: 2e-5, float64: 1e-13 } as const

type Matrix = readonly (readonly number[])[]

/** The matrices of a batch, as rows of numbers. */
const matricesOf = (data: TypedArray, batch: number, rows: number, columns: number): Matrix[] =>
  Array.from({ length: batch }, (_, matrix) =>
    Array.from({ length: rows }, (_, row) => {
      const start = (matrix * rows + row) * columns
      return [...data.subarray(start, start + columns)]
    }),
  )

const product = (a: Matrix, b: Matrix): number[][] =>
  a.map((row) =>
    (b[0] ?? []).map((_, j) => row.reduce((sum, x, k) => sum + x * (b[k]?.[j] ?? 0), 0)),
  )

const transposed = (a: Matrix): number[][] =>
  (a[0] ?? []).map((_, j) => a.map((row) => row[j] ?? 0))

/** The largest difference between two matrices. */
const distance = (a: Matrix, b: Matrix): number =>
  Math.max(0, ...a.flatMap((row, i) => row.map((x, j) => Math.abs(x - (b[i]?.[j] ?? Number.NaN)))))

const masked = (a: Matrix, keep: (row: number, column: number) => boolean): number[][] =>
  a.map((row, i) => row.map((x, j) => (keep(i, j) ? x : 0)))

/** `batch` symmetric matrices; with `positive`, of eigenvalues from 1 on. */
function symmetric(
  dtype: (typeof floats)[number],
  batch: number,
  n: number,
  positive = false,
): TypedArray {
  const drawn = matricesOf(plain('float64', batch * n * n, n + 1), batch, n, n)
  const matrices = drawn.map((a) => {
    const scaled = a.map((row) => row.map((x) => x / 10))
    const square = positive ? product(scaled, transposed(scaled)) : scaled
    return square.map((row, i) =>
      row.map((x, j) => (x + (square[j]?.[i] ?? 0)) / 2 + (positive && i === j ? 1 : 0)),
    )
  })
  return arrayOf(dtype, matrices.flat(2))
}

describe.each(floats)('%s', (dtype) => {
  test.each(orders)('cholesky: L·Lᵀ = A, of order %i', (n) => {
    const batch = 3
    const dims = { batch, n }
    const a = symmetric(dtype, batch, n, true)
    const out = evaluate([a], code(dtype), a.length, (p, to, x) => p.cholesky(x, to, dims))
    const factors = matricesOf(out, batch, n, n)
    for (const [matrix, given] of matricesOf(a, batch, n, n).entries()) {
      const l = factors[matrix] ?? []
      expect(l).toEqual(masked(l, (i, j) => j <= i))
      expect(distance(product(l, transposed(l)), given)).toBeLessThan(near[dtype] * (n + 1))
    }
  })

  test.each(orders)('triangularSolve: op(T)·x = b, of order %i', (n) => {
    const batch = 2
    const a = plain(dtype, batch * n * n).map((x, at) =>
      (at % (n * n)) % (n + 1) === 0 ? 2 + Math.abs(x) : x / 20,
    )
    for (const columns of [1, 2, 5])
      for (let flags = 0; flags < 8; flags++) {
        const [upper, transpose, unit] = [flags % 2 > 0, flags % 4 > 1, flags > 3]
        const b = plain(dtype, batch * n * columns, 3)
        const dims = { batch, n, columns, upper, transposed: transpose, unit }
        const out = evaluate([a, b], code(dtype), b.length, (p, to, x, y) =>
          p.triangularSolve(x, y, to, dims),
        )
        const solved = matricesOf(out, batch, n, columns)
        const sides = matricesOf(b, batch, n, columns)
        for (const [matrix, whole] of matricesOf(a, batch, n, n).entries()) {
          const read = masked(whole, (i, j) => (upper ? j >= i : j <= i)).map((row, i) =>
            row.map((x, j) => (unit && i === j ? 1 : x)),
          )
          const t = transpose ? transposed(read) : read
          const scale = 1 + Math.max(0, ...(solved[matrix] ?? []).flat().map(Math.abs))
          const error = distance(product(t, solved[matrix] ?? []), sides[matrix] ?? [])
          expect(error / scale).toBeLessThan(near[dtype] * (n + 1))
        }
      }
  })

  test.each(orders)('lu and luSolve: A·x = b and Aᵀ·x = b, of order %i', (n) => {
    const batch = 3
    const a = plain(dtype, batch * n * n, 5)
    const length = n * n + n + 2
    const factors = evaluate([a], code(dtype), batch * length, (p, to, x) =>
      p.lu(x, to, { batch, n }),
    )
    for (const columns of [1, 3])
      for (const transpose of [false, true]) {
        const b = plain(dtype, batch * n * columns, 7)
        const dims = { batch, n, columns, transposed: transpose }
        const out = evaluate([factors, b], code(dtype), b.length, (p, to, f, y) =>
          p.luSolve(f, y, to, dims),
        )
        const solved = matricesOf(out, batch, n, columns)
        const sides = matricesOf(b, batch, n, columns)
        for (const [matrix, given] of matricesOf(a, batch, n, n).entries()) {
          const x = solved[matrix] ?? []
          const scale = 10 * (1 + Math.max(0, ...x.flat().map(Math.abs)))
          const left = product(transpose ? transposed(given) : given, x)
          expect(distance(left, sides[matrix] ?? []) / scale).toBeLessThan(near[dtype] * (n + 1))
        }
      }
  })

  test('lu: exchanges, sign and determinant', () => {
    const run = (numbers: number[], n: number): number[] => [
      ...evaluate([arrayOf(dtype, numbers)], code(dtype), n * n + n + 2, (p, to, x) =>
        p.lu(x, to, { batch: 1, n }),
      ),
    ]
    expect(run([], 0)).toEqual([1, 1])
    expect(run([-3], 1)).toEqual([-3, 0, -1, -3])
    expect(run([1, 2, 4, 6], 2)).toEqual([4, 6, 0.25, 0.5, 1, 1, -1, -2])
    expect(run([0, 2, 3, 0], 2)).toEqual([3, 0, 0, 2, 1, 1, -1, -6])
    expect(run([2, -1, 4, -2], 2).slice(-2)).toEqual([0, 0])
    expect(run([0, 1, 0, 1], 2).slice(-2)).toEqual([0, 0])
    expect(run([Number.NaN, 1, 1, 1], 2).slice(-2)).toEqual([Number.NaN, Number.NaN])
  })

  test.each(orders)('eigenSymmetric: A = VᵀΛV and V·Vᵀ = 1, of order %i', (n) => {
    const batch = 3
    const a = symmetric(dtype, batch, n)
    const out = evaluate([a], code(dtype), 2 * a.length, (p, to, x) =>
      p.eigenSymmetric(x, to, { batch, n }),
    )
    const halves = matricesOf(out, 2 * batch, n, n)
    for (const [matrix, given] of matricesOf(a, batch, n, n).entries()) {
      const values = halves[2 * matrix]?.[0] ?? []
      const vectors = halves[2 * matrix + 1] ?? []
      expect(values).toEqual(values.toSorted((x, y) => x - y))
      const scaled = vectors.map((row, i) => row.map((x) => x * (values[i] ?? 0)))
      expect(distance(product(transposed(vectors), scaled), given)).toBeLessThan(
        near[dtype] * (n + 1),
      )
      const one = vectors.map((_, i) => vectors.map((_, j) => Number(i === j)))
      expect(distance(product(vectors, transposed(vectors)), one)).toBeLessThan(
        near[dtype] * (n + 1),
      )
    }
  })

  test('eigenSymmetric: signs, graded, repeated and not finite', () => {
    const run = (numbers: number[], n: number): number[] => [
      ...evaluate([arrayOf(dtype, numbers)], code(dtype), 2 * n * n, (p, to, x) =>
        p.eigenSymmetric(x, to, { batch: 1, n }),
      ),
    ]
    const half = dtype === 'float32' ? Math.fround(Math.SQRT1_2) : Math.SQRT1_2
    const [low, high, , , ...vectors] = run([0, -1, -1, 0], 2)
    expect([low, high]).toEqual([-1, 1])
    for (const [i, x] of [half, half, half, -half].entries()) expect(vectors[i]).toBeCloseTo(x, 6)
    expect(run([5, 0, 0, 5], 2)).toEqual([5, 5, 0, 5, 1, 0, 0, 1])
    expect(run([7, 0, 0, -2], 2).slice(0, 2)).toEqual([-2, 7])
    const graded = run([1e-12, 1e-7, 1e-7, 1], 2)
    expect(graded[0]).toBeCloseTo(9.9e-13, 13)
    for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY])
      expect(run([1, wrong, wrong, 1], 2)).toEqual(Array(8).fill(Number.NaN))
  })
})

describe('faults name the first matrix', () => {
  const faulty = (encode: (program: Program) => void): unknown => {
    const program = new Program()
    encode(program)
    try {
      machine.run(program)
    } catch (error) {
      return error
    }
    return null
  }

  test('that is not positive definite', () => {
    for (const pivot of [-1, 0, Number.NaN]) {
      machine.reset()
      const x = machine.write(new Float64Array([4, 0, 0, 1, 1, 2, 2, 4 + pivot, 0, 0, 0, 0]))
      const out = machine.reserve(DTypeCode.float64, 12)
      const error = faulty((p) => p.cholesky(x, out, { batch: 3, n: 2 }))
      expect(error).toBeInstanceOf(MachineFault)
      expect(error).toMatchObject({ fault: 'notPositiveDefinite', matrix: 1, instruction: 0 })
    }
  })

  test('that is singular, even without right-hand sides', () => {
    for (const columns of [0, 1]) {
      machine.reset()
      const x = machine.write(new Float32Array([1, 2, 3, 4, 1, 0, 0, 1, 1, 2, 2, 4]))
      const factors = machine.reserve(DTypeCode.float32, 24)
      const sides = machine.write(new Float32Array(6 * columns))
      const out = machine.reserve(DTypeCode.float32, 6 * columns)
      const error = faulty((p) => {
        p.lu(x, factors, { batch: 3, n: 2 })
        p.luSolve(factors, sides, out, { batch: 3, n: 2, columns })
      })
      expect(error).toMatchObject({ fault: 'singular', matrix: 2, instruction: 7 })
    }
  })

  test('factors that name no row are refused', () => {
    machine.reset()
    const factors = machine.write(new Float32Array([1, 7, 1, 1]))
    const sides = machine.write(new Float32Array([1]))
    const error = faulty((p) => p.luSolve(factors, sides, sides, { batch: 1, n: 1, columns: 1 }))
    expect(error).toMatchObject({ fault: 'index' })
  })
})
