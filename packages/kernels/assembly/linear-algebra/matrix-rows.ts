// What factorisations do to rows of a matrix: n neighbouring elements. Each sum is in one order,
// and each element of a row is computed alike in whole vectors and in tails.
import { loadPart, storePart } from '../vectors/lanes'

/** to[i] −= factor · from[i]. */
// @ts-ignore: decorator
@inline
export function subtractMultiple<T>(n: usize, factor: T, from: usize, to: usize): void {
  if (n == 1) {
    store<T>(to, load<T>(to) - factor * load<T>(from))
    return
  }
  const lanes: usize = 16 / sizeof<T>()
  const rest = n & (lanes - 1)
  const f = v128.splat<T>(factor)
  for (const end = from + (n - rest) * sizeof<T>(); from < end; from += 16, to += 16) {
    v128.store(to, v128.sub<T>(v128.load(to), v128.mul<T>(f, v128.load(from))))
  }
  if (rest) {
    const zero = i32x4.splat(0)
    const product = v128.mul<T>(f, loadPart<T>(from, rest, zero))
    storePart<T>(to, v128.sub<T>(loadPart<T>(to, rest, zero), product), rest)
  }
}

/** Σ a[i] · b[i]: two vectors of partial sums, their lanes, then the elements that fill no vector. */
// @ts-ignore: decorator
@inline
export function dot<T>(n: usize, a: usize, b: usize): T {
  const lanes: usize = 16 / sizeof<T>()
  let even = v128.splat<T>(0)
  let odd = v128.splat<T>(0)
  let i: usize = 0
  for (; i + 2 * lanes <= n; i += 2 * lanes, a += 32, b += 32) {
    even = v128.add<T>(even, v128.mul<T>(v128.load(a), v128.load(b)))
    odd = v128.add<T>(odd, v128.mul<T>(v128.load(a, 16), v128.load(b, 16)))
  }
  const both = v128.add<T>(even, odd)
  let sum: T
  if (sizeof<T>() == 8) {
    sum = <T>(f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1))
  } else {
    const left = f32x4.extract_lane(both, 0) + f32x4.extract_lane(both, 1)
    sum = <T>(left + (f32x4.extract_lane(both, 2) + f32x4.extract_lane(both, 3)))
  }
  for (; i < n; i++, a += sizeof<T>(), b += sizeof<T>()) sum += load<T>(a) * load<T>(b)
  return sum
}

/** x[i] /= divisor. */
// @ts-ignore: decorator
@inline
export function divideRow<T>(n: usize, divisor: T, x: usize): void {
  for (const end = x + n * sizeof<T>(); x < end; x += sizeof<T>()) {
    store<T>(x, load<T>(x) / divisor)
  }
}

/** Exchanges two rows. */
export function swapRows<T>(n: usize, a: usize, b: usize): void {
  if (a == b) return
  for (const end = a + n * sizeof<T>(); a < end; a += sizeof<T>(), b += sizeof<T>()) {
    const held = load<T>(a)
    store<T>(a, load<T>(b))
    store<T>(b, held)
  }
}

/**
 * Turns two rows by an angle: a ← a − s (b + τ a), b ← b + s (a − τ b), with s its sine and τ the tangent
 * of its half. So written, a small angle changes little and rounds little.
 */
// @ts-ignore: decorator
@inline
export function rotateRows<T>(n: usize, s: T, tau: T, a: usize, b: usize): void {
  const lanes: usize = 16 / sizeof<T>()
  const rest = n & (lanes - 1)
  const sine = v128.splat<T>(s)
  const half = v128.splat<T>(tau)
  for (const end = a + (n - rest) * sizeof<T>(); a < end; a += 16, b += 16) {
    const x = v128.load(a)
    const y = v128.load(b)
    v128.store(a, v128.sub<T>(x, v128.mul<T>(sine, v128.add<T>(y, v128.mul<T>(half, x)))))
    v128.store(b, v128.add<T>(y, v128.mul<T>(sine, v128.sub<T>(x, v128.mul<T>(half, y)))))
  }
  for (const end = a + rest * sizeof<T>(); a < end; a += sizeof<T>(), b += sizeof<T>()) {
    const x = load<T>(a)
    const y = load<T>(b)
    store<T>(a, x - s * (y + tau * x))
    store<T>(b, y + s * (x - tau * y))
  }
}
