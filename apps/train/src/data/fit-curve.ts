import { erfInv, tensor } from '@sobolev/core'
import { type Curve, curved, leastExponent, type PowerCurve, type QuantileCurve } from './curve.ts'
import { spreadOf } from './statistics.ts'

/** Knots of a quantile curve. */
const MAX_KNOTS = 256
/** Rows that an exponent is fitted on, evenly spread over all. */
const MAX_ROWS = 20_000
/** Between which exponents the likeliest is sought. */
const [LEAST_LAMBDA, LARGEST_LAMBDA] = [-5, 5]

/** The values at some rows that are not missing, ascending, as float64. */
export function presentValues(values: ArrayLike<number>, rows: Int32Array): Float64Array {
  const present = new Float64Array(rows.length)
  let count = 0
  for (const row of rows) {
    const value = values[row] ?? Number.NaN
    if (!Number.isNaN(value)) present[count++] = value
  }
  return present.slice(0, count)
}

/**
 * The curve that makes numbers normal: each of n values goes to the quantile of the share of the others below it, half of
 * its own counted, (rank − ½) / n; of more than 256 different ones, to those evenly spread over the scores.
 *
 * @param numbers at least one, none NaN
 */
export function fitQuantiles(numbers: Float64Array): QuantileCurve {
  const sorted = numbers.slice().sort()
  const values: number[] = []
  const shares: number[] = []
  for (let begin = 0; begin < sorted.length; ) {
    const value = sorted[begin] ?? 0
    let end = begin + 1
    while (end < sorted.length && sorted[end] === value) end++
    values.push(value + 0)
    shares.push((begin + end) / 2 / sorted.length)
    begin = end
  }
  const { data } = erfInv(tensor(Float64Array.from(shares, (share) => 2 * share - 1)))
  const scores = Array.from(data, (value) => Math.SQRT2 * value + 0)
  const kept = spreadOver(scores)
  const pick = (list: readonly number[]): number[] => kept.map((place) => list[place] ?? 0)
  return { kind: 'quantiles', values: pick(values), scores: pick(scores) }
}

/** The places of at most 256 ascending numbers, evenly spread over them; the first and the last among them. */
function spreadOver(ascending: readonly number[]): number[] {
  const last = ascending.length - 1
  if (last < MAX_KNOTS) return [...ascending.keys()]
  const [low = 0, high = 0] = [ascending[0], ascending[last]]
  const places = new Set<number>()
  let place = 0
  for (let knot = 0; knot < MAX_KNOTS; knot++) {
    const wanted = low + (knot / (MAX_KNOTS - 1)) * (high - low)
    while (place < last && (ascending[place] ?? 0) < wanted) place++
    places.add(place)
  }
  return [...places.add(last)]
}

/**
 * The power transform under which numbers are likeliest of a normal distribution: Yeo & Johnson (2000), equation 3.1. λ is
 * sought between −5 and 5 to six digits, on at most 20,000 of them; 1, which leaves them as they are, where all are equal.
 */
export function fitPower(numbers: Float64Array): PowerCurve {
  const step = Math.max(1, numbers.length / MAX_ROWS)
  const some = Float64Array.from(
    { length: Math.floor(numbers.length / step) },
    (_, i) => numbers[Math.floor(i * step)] ?? 0,
  )
  const rows = Int32Array.from(some.keys())
  const logarithms = tensor(some.map(Math.abs)).log1p().data
  // Σ sign(x) log(|x| + 1), what the transform stretches numbers by.
  const stretch = some.reduce((sum, x, i) => sum + Math.sign(x) * (logarithms[i] ?? 0), 0)
  const likelihood = (lambda: number): number => {
    const { deviation, min, max } = spreadOf(curved({ kind: 'power', lambda }, some), rows)
    // Where digits cancel, and where numbers overflow.
    if (!(deviation > LEAST_SPREAD * Math.max(Math.abs(min), Math.abs(max), Number.MIN_VALUE)))
      return Number.NEGATIVE_INFINITY
    const logDeviation = tensor(new Float64Array([deviation])).log().data[0] ?? 0
    return (lambda - 1) * stretch - some.length * logDeviation
  }
  if (spreadOf(some, rows).deviation === 0) return { kind: 'power', lambda: 1 }
  const lambda = largest(likelihood, LEAST_LAMBDA, LARGEST_LAMBDA)
  const near = [0, 2].find((exact) => Math.abs(lambda - exact) < leastExponent)
  return { kind: 'power', lambda: near ?? lambda }
}

/** The least deviation of what a power makes of numbers, beside their size, that keeps digits of a float32. */
const LEAST_SPREAD = 1e-7

/** Where a function with one maximum has it: the best of a coarse grid, then the golden section around it. */
function largest(fn: (x: number) => number, low: number, high: number): number {
  const points = 21
  const grid = Array.from({ length: points }, (_, i) => low + (i / (points - 1)) * (high - low))
  const found = grid.map(fn)
  const best = found.indexOf(Math.max(...found))
  let [left, right] = [grid[Math.max(0, best - 1)] ?? low, grid[best + 1] ?? high]
  const golden = (Math.sqrt(5) - 1) / 2
  let [a, b] = [right - golden * (right - left), left + golden * (right - left)]
  let [atA, atB] = [fn(a), fn(b)]
  while (right - left > 1e-7) {
    if (atA < atB) {
      left = a
      ;[a, atA] = [b, atB]
      b = left + golden * (right - left)
      atB = fn(b)
    } else {
      right = b
      ;[b, atB] = [a, atA]
      a = right - golden * (right - left)
      atA = fn(a)
    }
  }
  return (left + right) / 2
}

/** What is fitted on numbers by the name of a scale; `null` for those that are straight lines. */
export function curveOf(scale: string, numbers: Float64Array): Curve | null {
  if (scale === 'quantile') return fitQuantiles(numbers)
  return scale === 'power' ? fitPower(numbers) : null
}
