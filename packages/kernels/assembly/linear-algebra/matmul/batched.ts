/**
 * Matrix products out = op(A) · op(B), row-major, for every matrix of a batch.
 *
 * op(A) is m×k and op(B) is k×n; a transposed operand is stored the other way round (A as k×m, B as
 * n×k). Consecutive matrices of the batch stand `strideA` and `strideB` elements apart, 0 to share one;
 * out is batch×m×n without gaps.
 *
 * The law of the order: out[i, j] is the sum over p = 0 … k−1 of round(a[i, p] · b[p, j]), in blocks of
 * 256 consecutive p. Each block starts at 0 and adds in order of p, rounding after every addition; the
 * blocks' sums are then added in order. Nothing but k enters, so every path gives the same bits: `product`
 * takes `thin` for at most three rows or columns, else `blocked`, whichever operand is transposed, and any
 * part of a product can be computed alone. Multiplication and addition stay apart, as the portable vector
 * instructions have them. Blocks of 384 or 512 are no faster, and round more.
 */
import * as op from '../../opcodes.generated'
import { ELEMENTS, ROWS } from '../../../src/threads/cut'
import { partEnd, partStart } from '../../machine/part'
import { scratch } from '../../machine/scratch'
import { product } from './product'

/** float32 product. Addresses in bytes, sizes and strides in elements. */
export function matmul32(
  slicing: i32, batch: i32, m: i32, n: i32, k: i32, transposeA: i32, transposeB: i32,
  a: usize, b: usize, out: usize, strideA: i32, strideB: i32,
): void {
  batched<f32>(slicing, batch, m, n, k, transposeA, transposeB, a, b, out, strideA, strideB)
}

/** float64 product. Addresses in bytes, sizes and strides in elements. */
export function matmul64(
  slicing: i32, batch: i32, m: i32, n: i32, k: i32, transposeA: i32, transposeB: i32,
  a: usize, b: usize, out: usize, strideA: i32, strideB: i32,
): void {
  batched<f64>(slicing, batch, m, n, k, transposeA, transposeB, a, b, out, strideA, strideB)
}

function batched<T>(
  slicing: i32, batch: i32, m: i32, n: i32, k: i32, transposeA: i32, transposeB: i32,
  a: usize, b: usize, out: usize, strideA: i32, strideB: i32,
): void {
  // Rows that follow each other and meet the same B make one tall product, which packs B once.
  if (strideB == 0 && !transposeA && strideA == m * k) {
    m *= batch
    batch = 1
  }
  let first = 0
  let top = 0
  let bottom = m
  let left = 0
  let right = n
  if (slicing == op.BATCH) {
    first = <i32>partStart(batch, 1)
    batch = <i32>partEnd(batch, 1)
  } else if (slicing == op.INNER) {
    left = <i32>partStart(n, ELEMENTS)
    right = <i32>partEnd(n, ELEMENTS)
  } else {
    top = <i32>partStart(m, ROWS)
    bottom = <i32>partEnd(m, ROWS)
  }
  if (top == bottom || left == right) return
  a += <usize>first * <usize>strideA * sizeof<T>()
  b += <usize>first * <usize>strideB * sizeof<T>()
  out += <usize>first * <usize>m * <usize>n * sizeof<T>()
  for (let i = first; i < batch; i++) {
    product<T>(scratch(), m, n, k, transposeA, transposeB, a, b, out, top, bottom, left, right)
    a += <usize>strideA * sizeof<T>()
    b += <usize>strideB * sizeof<T>()
    out += <usize>m * <usize>n * sizeof<T>()
  }
}
