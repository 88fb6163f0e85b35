// Philox 4×32-10: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.

const M0: u32 = 0xd2511f53
const M1: u32 = 0xcd9e8d57
const W0: u32 = 0x9e3779b9
const W1: u32 = 0xbb67ae85

/** Writes to `out` the four words of the block of one counter under one key. */
export function philox(c0: u32, c1: u32, c2: u32, c3: u32, k0: u32, k1: u32, out: usize): void {
  for (let round = 0; round < 10; round++) {
    const p0 = <u64>M0 * <u64>c0
    const p1 = <u64>M1 * <u64>c2
    c0 = <u32>(p1 >> 32) ^ c1 ^ k0
    c1 = <u32>p1
    c2 = <u32>(p0 >> 32) ^ c3 ^ k1
    c3 = <u32>p0
    k0 += W0
    k1 += W1
  }
  store<u32>(out, c0)
  store<u32>(out, c1, 4)
  store<u32>(out, c2, 8)
  store<u32>(out, c3, 12)
}

/** Writes to `out` the 16 words of blocks `block` to `block` + 3: counters (block, 0, 0, 0), one a lane. */
export function philoxFour(block: u32, k0: u32, k1: u32, out: usize): void {
  const m0 = i32x4.splat(M0)
  const m1 = i32x4.splat(M1)
  let c0 = i32x4.add(i32x4.splat(block), i32x4(0, 1, 2, 3))
  let c1 = i32x4.splat(0)
  let c2 = c1
  let c3 = c1
  for (let round = 0; round < 10; round++) {
    const p0 = i64x2.extmul_low_i32x4_u(c0, m0)
    const q0 = i64x2.extmul_high_i32x4_u(c0, m0)
    const p1 = i64x2.extmul_low_i32x4_u(c2, m1)
    const q1 = i64x2.extmul_high_i32x4_u(c2, m1)
    c0 = v128.xor(v128.xor(v128.shuffle<i32>(p1, q1, 1, 3, 5, 7), c1), i32x4.splat(k0))
    c1 = v128.shuffle<i32>(p1, q1, 0, 2, 4, 6)
    c2 = v128.xor(v128.xor(v128.shuffle<i32>(p0, q0, 1, 3, 5, 7), c3), i32x4.splat(k1))
    c3 = v128.shuffle<i32>(p0, q0, 0, 2, 4, 6)
    k0 += W0
    k1 += W1
  }
  const a = v128.shuffle<i32>(c0, c1, 0, 4, 1, 5)
  const b = v128.shuffle<i32>(c2, c3, 0, 4, 1, 5)
  const c = v128.shuffle<i32>(c0, c1, 2, 6, 3, 7)
  const d = v128.shuffle<i32>(c2, c3, 2, 6, 3, 7)
  v128.store(out, v128.shuffle<i64>(a, b, 0, 2))
  v128.store(out, v128.shuffle<i64>(a, b, 1, 3), 16)
  v128.store(out, v128.shuffle<i64>(c, d, 0, 2), 32)
  v128.store(out, v128.shuffle<i64>(c, d, 1, 3), 48)
}
