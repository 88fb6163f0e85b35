/** One product cut into parts, for threads that share a memory: each part with a `room` of 4 MiB of its own. */
import { product } from './product'

/** The rows from `top` up to `bottom` and the columns from `left` up to `right` of a float32 product. */
export function slice32(
  room: usize, m: i32, n: i32, k: i32, transposeA: i32, transposeB: i32, a: usize, b: usize, out: usize,
  top: i32, bottom: i32, left: i32, right: i32,
): void {
  product<f32>(room, m, n, k, transposeA, transposeB, a, b, out, top, bottom, left, right)
}

/** The same part of a float64 product. */
export function slice64(
  room: usize, m: i32, n: i32, k: i32, transposeA: i32, transposeB: i32, a: usize, b: usize, out: usize,
  top: i32, bottom: i32, left: i32, right: i32,
): void {
  product<f64>(room, m, n, k, transposeA, transposeB, a, b, out, top, bottom, left, right)
}
