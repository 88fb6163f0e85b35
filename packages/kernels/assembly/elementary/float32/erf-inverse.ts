import { centreOf, pieceOf } from '../float64/erf-inverse'
import { ONE } from './exp2'
import { log } from './log'
import { constant, negated, signOf } from './pair'

/** Of the powers of t up to 11 that double precision takes. */
const DEGREE: usize = 8

/** The doubles at two addresses. */
// @ts-ignore: decorator
@inline
function both(first: usize, second: usize): v128 {
  return v128.load_lane<i64>(second, v128.load64_zero(first), 1)
}

/** a F(w), w = −log(1 − a²), 0 ≤ a < 1; each lane has a piece of F of its own. */
// @ts-ignore: decorator
@inline
function erfInv(a: v128): v128 {
  const one = constant(ONE)
  const log1 = log(f64x2.mul(f64x2.sub(one, a), f64x2.add(one, a)))
  // A NaN becomes 0, for a place in the table.
  const w = f64x2.pmax(f64x2.splat(0.0), negated(log1))
  const w0 = f64x2.extract_lane(w, 0)
  const w1 = f64x2.extract_lane(w, 1)
  const first = pieceOf(w0)
  const second = pieceOf(w1)
  const t = f64x2.sub(w, f64x2.replace_lane(f64x2.splat(centreOf(w0)), 1, centreOf(w1)))
  // The constant term has a tail behind it.
  let at: usize = (DEGREE + 1) * sizeof<f64>()
  let f = both(first + at, second + at)
  for (at -= sizeof<f64>(); at > sizeof<f64>(); at -= sizeof<f64>()) {
    f = f64x2.add(f64x2.mul(f, t), both(first + at, second + at))
  }
  return f64x2.mul(a, f64x2.add(f64x2.mul(f, t), both(first, second)))
}

/** The inverse of erf: infinite at ±1, NaN beyond; the sign is that of x, −0 included. */
// @ts-ignore: decorator
@inline
export function erfInv32(x: v128): v128 {
  const one = constant(ONE)
  const a = f64x2.abs(x)
  const edge = v128.bitselect(f64x2.splat(Infinity), f64x2.splat(NaN), f64x2.eq(a, one))
  return v128.or(v128.bitselect(erfInv(a), edge, f64x2.lt(a, one)), signOf(x))
}
