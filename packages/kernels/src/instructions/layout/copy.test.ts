import { describe, expect, test } from 'vitest'
import { evaluate } from '../../../testing/evaluate.ts'
import { code, dtypeNames, plain } from '../../../testing/samples.ts'
import type { TypedArray } from '../../dtype.ts'
import { type CopyView, type DType, DTypeCode, Program } from '../../index.ts'

/** The copy as nested loops write it. */
function reference(x: TypedArray, out: TypedArray, view: CopyView): TypedArray {
  const visit = (axis: number, from: number, to: number): void => {
    const size = view.sizes[axis]
    if (size === undefined) {
      out[to] = x[from] ?? Number.NaN
      return
    }
    for (let i = 0; i < size; i++) {
      visit(axis + 1, from + i * (view.xStrides[axis] ?? 0), to + i * (view.outStrides[axis] ?? 0))
    }
  }
  visit(0, view.xOffset ?? 0, view.outOffset ?? 0)
  return out
}

function check(dtype: DType, xSize: number, outSize: number, view: CopyView): void {
  const x = plain(dtype, xSize, 4)
  const before = plain(dtype, outSize, 9)
  const result = evaluate([x, before], code(dtype), outSize, (program, out, a, b) => {
    program.copy(b, out, { sizes: [outSize], xStrides: [1], outStrides: [1] })
    program.copy(a, out, view)
  })
  expect(result).toEqual(reference(x, before.slice(), view))
}

const rowMajor = (sizes: readonly number[]): number[] =>
  sizes.map((_, i) => sizes.slice(i + 1).reduce((a, b) => a * b, 1))

describe.each(dtypeNames)('%s', (dtype) => {
  test.each([1, 3, 15, 16, 17, 63, 64, 65, 300])('a run of %i from and to odd places', (n) => {
    for (const xOffset of [0, 1, 3]) {
      for (const outOffset of [0, 1, 2]) {
        const view = { sizes: [n], xStrides: [1], outStrides: [1], xOffset, outOffset }
        check(dtype, n + 5, n + 5, view)
      }
    }
  })

  test('transpositions of every remainder', () => {
    for (const rows of [1, 2, 3, 4, 5, 7, 8, 9, 33, 70]) {
      for (const columns of [1, 2, 3, 4, 5, 6, 17, 66, 130]) {
        const sizes = [rows, columns]
        const n = rows * columns
        check(dtype, n, n, { sizes, xStrides: [1, rows], outStrides: [columns, 1] })
        check(dtype, n, n, { sizes, xStrides: [columns, 1], outStrides: [1, rows] })
      }
    }
  })

  test('permutations of four axes', () => {
    const sizes = [3, 4, 5, 6]
    const strides = rowMajor(sizes)
    for (const order of [
      [0, 2, 1, 3],
      [3, 2, 1, 0],
      [2, 0, 3, 1],
      [1, 3, 0, 2],
      [3, 0, 1, 2],
    ]) {
      const permuted = order.map((axis) => sizes[axis] ?? 0)
      const xStrides = order.map((axis) => strides[axis] ?? 0)
      check(dtype, 360, 360, { sizes: permuted, xStrides, outStrides: rowMajor(permuted) })
    }
  })

  test('broadcasts of a scalar, a row and a column', () => {
    const sizes = [5, 7]
    const outStrides = [7, 1]
    check(dtype, 1, 35, { sizes, xStrides: [0, 0], outStrides })
    check(dtype, 7, 35, { sizes, xStrides: [0, 1], outStrides })
    check(dtype, 5, 35, { sizes, xStrides: [1, 0], outStrides })
    const cube = { sizes: [2, 3, 7], outStrides: [21, 7, 1] }
    check(dtype, 3, 42, { ...cube, xStrides: [0, 1, 0] })
    check(dtype, 14, 42, { ...cube, xStrides: [7, 0, 1] })
  })

  test('negative and wide strides, holes in the result', () => {
    check(dtype, 20, 20, { sizes: [20], xStrides: [-1], outStrides: [1], xOffset: 19 })
    check(dtype, 20, 20, {
      sizes: [4, 5],
      xStrides: [5, -1],
      outStrides: [-5, 1],
      xOffset: 4,
      outOffset: 15,
    })
    check(dtype, 40, 10, { sizes: [2, 5], xStrides: [20, 3], outStrides: [5, 1], xOffset: 2 })
    check(dtype, 12, 40, { sizes: [3, 4], xStrides: [4, 1], outStrides: [13, 2], outOffset: 5 })
    check(dtype, 6, 30, { sizes: [2, 3], xStrides: [1, 2], outStrides: [11, 3], outOffset: 1 })
  })

  test('many short lines', () => {
    for (const columns of [2, 3, 4]) {
      const sizes = [600, columns]
      check(dtype, 4800, 2400, { sizes, xStrides: [8, 1], outStrides: [columns, 1] })
      check(dtype, 600 * columns, 4800, {
        sizes,
        xStrides: [1, 600],
        outStrides: [-7, 1],
        outOffset: 4200,
      })
    }
  })

  test('axes of size 1 and 0, and no axes', () => {
    check(dtype, 6, 6, { sizes: [1, 6, 1], xStrides: [9, 1, 4], outStrides: [7, 1, 3] })
    check(dtype, 6, 6, { sizes: [3, 0], xStrides: [2, 1], outStrides: [2, 1] })
    check(dtype, 6, 6, { sizes: [], xStrides: [], outStrides: [], xOffset: 5, outOffset: 2 })
  })
})

test('a copy that leaves its operands is refused', () => {
  const operand = { address: 64, dtype: DTypeCode.float32, size: 6 }
  const copy = (view: CopyView): (() => void) => {
    return () => new Program().copy(operand, operand, view)
  }
  const one = { sizes: [3], outStrides: [1] }
  expect(copy({ ...one, xStrides: [3] })).toThrow(/copy: x must stay within 6 .* got 0 to 6/)
  expect(copy({ sizes: [2], xStrides: [-1], outStrides: [1] })).toThrow(/got -1 to 0/)
  expect(copy({ ...one, xStrides: [-1] })).toThrow(/got -2 to 0/)
  expect(copy({ ...one, xStrides: [1], outOffset: 4 })).toThrow(/copy: out .* got 4 to 6/)
})

test('neighbouring axes become one loop', () => {
  const program = new Program()
  const operand = { address: 64, dtype: DTypeCode.int32, size: 24 }
  program.copy(operand, operand, {
    sizes: [2, 3, 4],
    xStrides: [12, 4, 1],
    outStrides: [12, 4, 1],
  })
  expect(Array.from(program.words.slice(3))).toEqual([1, 64, 64, 24, 1, 1])
})
