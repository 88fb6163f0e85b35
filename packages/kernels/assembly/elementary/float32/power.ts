import { exp2 } from './exp2'
import { log2 } from './log'
import { constant, highPair, joinPairs, lowPair } from './pair'

/** Powers of two that round to infinity and 0. */
const HIGHEST = memory.data<f64>([160.0])
const LOWEST = memory.data<f64>([-160.0])

/** 2^(y log₂ x), 0 < x < ∞. */
// @ts-ignore: decorator
@inline
function power(x: v128, y: v128): v128 {
  const t = f64x2.mul(y, log2(x))
  return exp2(f64x2.pmax(f64x2.pmin(t, constant(HIGHEST)), constant(LOWEST)))
}

/** a^b; special values as C99 F.9.4.4. */
export function pow32x4(a: v128, b: v128): v128 {
  const zero = f32x4.splat(0.0)
  const one = f32x4.splat(1.0)
  const infinity = f32x4.splat(Infinity)
  const x = f32x4.abs(a)
  let value = joinPairs(power(lowPair(x), lowPair(b)), power(highPair(x), highPair(b)))

  const atZero = f32x4.eq(x, zero)
  const atEdge = v128.or(atZero, f32x4.eq(x, infinity))
  const grows = v128.xor(atZero, f32x4.gt(b, zero))
  value = v128.bitselect(v128.and(infinity, grows), value, atEdge)
  value = v128.bitselect(one, value, f32x4.eq(x, one))

  const half = f32x4.mul(b, f32x4.splat(0.5))
  const integer = f32x4.eq(f32x4.floor(b), b)
  const even = f32x4.eq(f32x4.floor(half), half)
  const sign = v128.and(v128.andnot(integer, even), v128.and(a, f32x4.splat(-0.0)))
  value = v128.or(value, sign)

  const imaginary = v128.andnot(v128.andnot(f32x4.lt(a, zero), integer), atEdge)
  const unordered = v128.or(f32x4.ne(a, a), f32x4.ne(b, b))
  value = v128.bitselect(f32x4.splat(NaN), value, v128.or(imaginary, unordered))
  return v128.bitselect(one, value, v128.or(f32x4.eq(a, one), f32x4.eq(b, zero)))
}
