/**
 * The tile: 4 rows × 2 vectors of out, held in registers over one block of p. Per p it loads 2 vectors of
 * B and 4 numbers of A, each spread over a vector by the load itself, and does 8 multiplications and 8
 * additions.
 *
 * Measured on packed panels in the first-level cache, one core, float32: 4×8 gives 39 GFLOP/s on Node 20
 * and 42 on Node 24; 6×8 35 and 42, 3×12 38 and 42, 2×16 39 and 41, 8×4 28 and 41, 8×8 35 and 41. Unrolling
 * over p loses up to 5; spreading by shuffles instead of loads loses 8. Rows of A in four places, as they
 * stand, lose 8 of 90 of the wide tile.
 */

/**
 * Sums one block for one tile: `depth` times four neighbouring numbers of A with as many rows of a panel of
 * B. `aStep`, `step`: bytes from one p to the next in A and in B; `row`: bytes from one row of out to the next;
 * `first`: whether this is the first block, which is stored, and not added to what stands there.
 */
export function tile<T>(
  depth: i32, a: usize, aStep: usize, b: usize, step: usize, out: usize, row: usize, first: bool,
): void {
  let s00 = v128.splat<T>(0)
  let s01 = v128.splat<T>(0)
  let s10 = v128.splat<T>(0)
  let s11 = v128.splat<T>(0)
  let s20 = v128.splat<T>(0)
  let s21 = v128.splat<T>(0)
  let s30 = v128.splat<T>(0)
  let s31 = v128.splat<T>(0)
  const end = a + <usize>depth * aStep
  while (a < end) {
    const b0 = v128.load(b)
    const b1 = v128.load(b, 16)
    const a0 = v128.load_splat<T>(a)
    s00 = v128.add<T>(s00, v128.mul<T>(a0, b0))
    s01 = v128.add<T>(s01, v128.mul<T>(a0, b1))
    const a1 = v128.load_splat<T>(a, sizeof<T>())
    s10 = v128.add<T>(s10, v128.mul<T>(a1, b0))
    s11 = v128.add<T>(s11, v128.mul<T>(a1, b1))
    const a2 = v128.load_splat<T>(a, 2 * sizeof<T>())
    s20 = v128.add<T>(s20, v128.mul<T>(a2, b0))
    s21 = v128.add<T>(s21, v128.mul<T>(a2, b1))
    const a3 = v128.load_splat<T>(a, 3 * sizeof<T>())
    s30 = v128.add<T>(s30, v128.mul<T>(a3, b0))
    s31 = v128.add<T>(s31, v128.mul<T>(a3, b1))
    a += aStep
    b += step
  }
  accumulate<T>(out, s00, s01, first)
  accumulate<T>(out + row, s10, s11, first)
  accumulate<T>(out + 2 * row, s20, s21, first)
  accumulate<T>(out + 3 * row, s30, s31, first)
}

/** Stores the sums of the first block of p for one row of a tile of out; adds those of later blocks to what is there. */
// @ts-ignore: decorator
@inline
export function accumulate<T>(out: usize, s0: v128, s1: v128, first: bool): void {
  if (!first) {
    s0 = v128.add<T>(v128.load(out), s0)
    s1 = v128.add<T>(v128.load(out, 16), s1)
  }
  v128.store(out, s0)
  v128.store(out, s1, 16)
}
