/**
 * The wide tile: 4 rows × two panels of B, for engines that join neighbouring 128-bit vectors into 256-bit
 * ones. There the 16 sums take 8 registers and 88 GFLOP/s are reached where `tile` has 67, one core, Node 24;
 * where nothing is joined they fill all registers, and it is slower than `tile` by a quarter. The bits are
 * those of `tile`: every lane multiplies and adds as before.
 */
import { TILE_BYTES } from './layout'
import { accumulate } from './tile'

let pairs: bool = false

/** Makes products use this tile from now on: called for machines that useWideVectors() in src/wide-vectors.ts is on for. */
export function widen(): void {
  pairs = true
}

// @ts-ignore: decorator
@inline
export function inPairs(): bool {
  return pairs
}

/** As `tile`, with a second panel of B at `c` for the columns behind. */
export function wideTile<T>(
  depth: i32, a: usize, aStep: usize, b: usize, c: usize, step: usize,
  out: usize, row: usize, first: bool,
): void {
  let s00 = v128.splat<T>(0)
  let s01 = v128.splat<T>(0)
  let s02 = v128.splat<T>(0)
  let s03 = v128.splat<T>(0)
  let s10 = v128.splat<T>(0)
  let s11 = v128.splat<T>(0)
  let s12 = v128.splat<T>(0)
  let s13 = v128.splat<T>(0)
  let s20 = v128.splat<T>(0)
  let s21 = v128.splat<T>(0)
  let s22 = v128.splat<T>(0)
  let s23 = v128.splat<T>(0)
  let s30 = v128.splat<T>(0)
  let s31 = v128.splat<T>(0)
  let s32 = v128.splat<T>(0)
  let s33 = v128.splat<T>(0)
  const end = a + <usize>depth * aStep
  while (a < end) {
    const b0 = v128.load(b)
    const b1 = v128.load(b, 16)
    const b2 = v128.load(c)
    const b3 = v128.load(c, 16)
    const a0 = v128.load_splat<T>(a)
    s00 = v128.add<T>(s00, v128.mul<T>(a0, b0))
    s01 = v128.add<T>(s01, v128.mul<T>(a0, b1))
    s02 = v128.add<T>(s02, v128.mul<T>(a0, b2))
    s03 = v128.add<T>(s03, v128.mul<T>(a0, b3))
    const a1 = v128.load_splat<T>(a, sizeof<T>())
    s10 = v128.add<T>(s10, v128.mul<T>(a1, b0))
    s11 = v128.add<T>(s11, v128.mul<T>(a1, b1))
    s12 = v128.add<T>(s12, v128.mul<T>(a1, b2))
    s13 = v128.add<T>(s13, v128.mul<T>(a1, b3))
    const a2 = v128.load_splat<T>(a, 2 * sizeof<T>())
    s20 = v128.add<T>(s20, v128.mul<T>(a2, b0))
    s21 = v128.add<T>(s21, v128.mul<T>(a2, b1))
    s22 = v128.add<T>(s22, v128.mul<T>(a2, b2))
    s23 = v128.add<T>(s23, v128.mul<T>(a2, b3))
    const a3 = v128.load_splat<T>(a, 3 * sizeof<T>())
    s30 = v128.add<T>(s30, v128.mul<T>(a3, b0))
    s31 = v128.add<T>(s31, v128.mul<T>(a3, b1))
    s32 = v128.add<T>(s32, v128.mul<T>(a3, b2))
    s33 = v128.add<T>(s33, v128.mul<T>(a3, b3))
    a += aStep
    b += step
    c += step
  }
  accumulate<T>(out, s00, s01, first)
  accumulate<T>(out + TILE_BYTES, s02, s03, first)
  accumulate<T>(out + row, s10, s11, first)
  accumulate<T>(out + row + TILE_BYTES, s12, s13, first)
  accumulate<T>(out + 2 * row, s20, s21, first)
  accumulate<T>(out + 2 * row + TILE_BYTES, s22, s23, first)
  accumulate<T>(out + 3 * row, s30, s31, first)
  accumulate<T>(out + 3 * row + TILE_BYTES, s32, s33, first)
}
