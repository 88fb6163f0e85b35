/**
 * Points that fill the unit cube evenly: the first `count` of Halton's sequence, without the one at 0, as rows of one
 * number for each of `dimensions` (Halton 1960, "On the efficiency of certain quasi-random sequences of points in
 * evaluating multi-dimensional integrals"). In more than about ten dimensions its first points lie on lines.
 */
export function haltonPoints(count: number, dimensions: number): number[][] {
  const bases = primes(dimensions)
  return Array.from({ length: count }, (_, index) =>
    bases.map((base) => radicalInverse(index + 1, base)),
  )
}

/** The digits of a number in a base, mirrored behind the point. */
function radicalInverse(number: number, base: number): number {
  let [value, digit] = [0, 1 / base]
  for (let left = number; left > 0; left = Math.floor(left / base)) {
    value += (left % base) * digit
    digit /= base
  }
  return value
}

function primes(count: number): number[] {
  const found: number[] = []
  for (let candidate = 2; found.length < count; candidate++)
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate)
  return found
}
