/**
 * The strip: 1 row × 8 vectors of out, held in registers over one block of p, for products with so few
 * rows that a tile would be mostly empty. Eight sums hide the latency of an addition.
 */

/**
 * Sums one block for one strip. `aStep`, `bStep`: bytes from one p to the next; `b0` … `b3`: four panels
 * of two vectors each, which may be the same one; `out`: 128 bytes, stored if `first`, else added to.
 */
export function strip<T>(
  depth: i32, a: usize, aStep: usize, b0: usize, b1: usize, b2: usize, b3: usize, bStep: usize,
  out: usize, first: bool,
): void {
  let s0 = v128.splat<T>(0)
  let s1 = v128.splat<T>(0)
  let s2 = v128.splat<T>(0)
  let s3 = v128.splat<T>(0)
  let s4 = v128.splat<T>(0)
  let s5 = v128.splat<T>(0)
  let s6 = v128.splat<T>(0)
  let s7 = v128.splat<T>(0)
  for (let p = 0; p < depth; p++) {
    const x = v128.load_splat<T>(a)
    s0 = v128.add<T>(s0, v128.mul<T>(x, v128.load(b0)))
    s1 = v128.add<T>(s1, v128.mul<T>(x, v128.load(b0, 16)))
    s2 = v128.add<T>(s2, v128.mul<T>(x, v128.load(b1)))
    s3 = v128.add<T>(s3, v128.mul<T>(x, v128.load(b1, 16)))
    s4 = v128.add<T>(s4, v128.mul<T>(x, v128.load(b2)))
    s5 = v128.add<T>(s5, v128.mul<T>(x, v128.load(b2, 16)))
    s6 = v128.add<T>(s6, v128.mul<T>(x, v128.load(b3)))
    s7 = v128.add<T>(s7, v128.mul<T>(x, v128.load(b3, 16)))
    a += aStep
    b0 += bStep
    b1 += bStep
    b2 += bStep
    b3 += bStep
  }
  if (!first) {
    s0 = v128.add<T>(v128.load(out), s0)
    s1 = v128.add<T>(v128.load(out, 16), s1)
    s2 = v128.add<T>(v128.load(out, 32), s2)
    s3 = v128.add<T>(v128.load(out, 48), s3)
    s4 = v128.add<T>(v128.load(out, 64), s4)
    s5 = v128.add<T>(v128.load(out, 80), s5)
    s6 = v128.add<T>(v128.load(out, 96), s6)
    s7 = v128.add<T>(v128.load(out, 112), s7)
  }
  v128.store(out, s0)
  v128.store(out, s1, 16)
  v128.store(out, s2, 32)
  v128.store(out, s3, 48)
  v128.store(out, s4, 64)
  v128.store(out, s5, 80)
  v128.store(out, s6, 96)
  v128.store(out, s7, 112)
}
