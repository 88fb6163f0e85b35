import { blocked } from './blocked'
import { thin } from './thin'

/** With this many rows or columns at most, strips are faster than tiles padded with zeros. */
const THIN: i32 = 3

/**
 * Computes the rows from `top` up to `bottom` and the columns from `left` up to `right` of one product, and
 * touches no other part of out, so that several threads may share a product, each with its own `workspace`
 * (as `scratch` gives it). How it is cut changes no bit.
 */
export function product<T>(
  workspace: usize, m: i32, n: i32, k: i32, transposeA: i32, transposeB: i32, a: usize, b: usize, out: usize,
  top: i32, bottom: i32, left: i32, right: i32,
): void {
  const size: usize = sizeof<T>()
  const aRow = transposeA ? size : size * <usize>k
  const aStep = transposeA ? size * <usize>m : size
  const bColumn = transposeB ? size * <usize>k : size
  const bStep = transposeB ? size : size * <usize>n
  const row = size * <usize>n
  const height = bottom - top
  const width = right - left
  a += <usize>top * aRow
  b += <usize>left * bColumn
  out += <usize>top * row + <usize>left * size
  if (k == 0) {
    for (let i = 0; i < height; i++) memory.fill(out + <usize>i * row, 0, <usize>width * size)
  } else if (height <= THIN) {
    thin<T>(workspace, height, width, k, a, aRow, aStep, b, bStep, bColumn, out, row, size)
  } else if (width <= THIN) {
    thin<T>(workspace, width, height, k, b, bColumn, bStep, a, aStep, aRow, out, size, row)
  } else {
    blocked<T>(workspace, height, width, k, a, aRow, aStep, b, bStep, bColumn, out, row)
  }
}
