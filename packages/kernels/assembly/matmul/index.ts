/**
 * Matrix products out = op(A) · op(B), row-major, for every matrix of a batch.
 *
 * op(A) is m×k and op(B) is k×n; a transposed operand is stored the other way round (A as k×m, B as
 * n×k). Consecutive matrices of the batch stand `strideA` and `strideB` elements apart, 0 to share one;
 * out is batch×m×n without gaps.
 *
 * The law of the order: out[i, j] is the sum over p = 0 … k−1 of round(a[i, p] · b[p, j]), in blocks of
 * 256 consecutive p. Each block starts at 0 and adds in order of p, rounding after every addition; the
 * blocks' sums are then added in order. Nothing but k enters, so every path gives the same bits.
 */
import { blocked } from './blocked'

/** float32 product. Addresses in bytes, sizes and strides in elements. */
export function matmul32(
  batch: i32, m: i32, n: i32, k: i32, transposeA: i32, transposeB: i32,
  a: usize, b: usize, out: usize, strideA: i32, strideB: i32,
): void {
  for (let i = 0; i < batch; i++) {
    product<f32>(m, n, k, transposeA, transposeB, a, b, out)
    a += (<usize>strideA) << 2
    b += (<usize>strideB) << 2
    out += (<usize>m * <usize>n) << 2
  }
}

/** float64 product. Addresses in bytes, sizes and strides in elements. */
export function matmul64(
  batch: i32, m: i32, n: i32, k: i32, transposeA: i32, transposeB: i32,
  a: usize, b: usize, out: usize, strideA: i32, strideB: i32,
): void {
  for (let i = 0; i < batch; i++) {
    product<f64>(m, n, k, transposeA, transposeB, a, b, out)
    a += (<usize>strideA) << 3
    b += (<usize>strideB) << 3
    out += (<usize>m * <usize>n) << 3
  }
}

function product<T>(m: i32, n: i32, k: i32, transposeA: i32, transposeB: i32, a: usize, b: usize, out: usize): void {
  const size: usize = sizeof<T>()
  const aRow = transposeA ? size : size * <usize>k
  const aStep = transposeA ? size * <usize>m : size
  const bColumn = transposeB ? size * <usize>k : size
  const bStep = transposeB ? size : size * <usize>n
  const row = size * <usize>n
  if (k == 0) memory.fill(out, 0, <usize>m * row)
  else blocked<T>(m, n, k, a, aRow, aStep, b, bStep, bColumn, out, row)
}
