import { atan, erfc, tensor } from '@sobolev/core'

/** Tails of distributions below this are lost in rounding. */
const LEAST_TAIL = 1e-12

/**
 * The probability that a variable of Student's t distribution is at least as far from 0 as `t`, on either side; at
 * least 1e-12 (Abramowitz & Stegun 1964, eq. 26.7.3 and 26.7.4).
 *
 * @param degrees of freedom; rounded down, which makes the tail larger
 */
export function studentTail(t: number, degrees: number): number {
  const whole = Math.floor(degrees)
  if (!(whole >= 1)) throw new RangeError(`studentTail: degrees must be at least 1, got ${degrees}`)
  const size = Math.abs(t)
  if (size === Number.POSITIVE_INFINITY) return LEAST_TAIL
  const hypotenuse = Math.sqrt(whole + size * size)
  const sine = size / hypotenuse
  const squaredCosine = (Math.sqrt(whole) / hypotenuse) * (Math.sqrt(whole) / hypotenuse)
  const isOdd = whole % 2 === 1
  let term = isOdd ? Math.sqrt(squaredCosine) : 1
  let sum = whole === 1 ? 0 : term
  for (let k = isOdd ? 3 : 2; k <= whole - 2; k += 2) {
    term *= (squaredCosine * (k - 1)) / k
    sum += term
  }
  const within = isOdd
    ? (2 / Math.PI) *
      (atan(tensor(size / Math.sqrt(whole), { dtype: 'float64' })).item() + sine * sum)
    : sine * sum
  return Math.min(1, Math.max(LEAST_TAIL, 1 - within))
}

/** The value that a variable of Student's t distribution exceeds in size with probability `tail`. */
export function studentQuantile(tail: number, degrees: number): number {
  const key = `${tail} ${Math.floor(degrees)}`
  const known = quantiles.get(key)
  if (known !== undefined) return known
  let [low, high] = [0, 1]
  while (studentTail(high, degrees) > Math.max(tail, LEAST_TAIL)) high *= 2
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2
    if (studentTail(middle, degrees) > tail) low = middle
    else high = middle
  }
  quantiles.set(key, high)
  return high
}

const quantiles = new Map<string, number>()

/** The probability that a variable of the normal distribution is above `z` standard deviations. */
export const normalTail = (z: number): number =>
  erfc(tensor(z / Math.SQRT2, { dtype: 'float64' })).item() / 2
