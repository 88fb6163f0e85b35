/** Mean and spread of the values that are not `NaN`, in float64, summed in order. */
export interface Spread {
  readonly count: number
  readonly mean: number
  /** Square root of the mean squared distance from the mean; exactly 0 where all values are equal. */
  readonly deviation: number
  readonly min: number
  readonly max: number
}

/** The spread of `values` at `rows`. */
export function spreadOf(values: ArrayLike<number>, rows: Int32Array): Spread {
  return spreadOfAll([values], rows)
}

/** The spread of several columns together. Two passes, so that a large mean does not drown the deviation. */
export function spreadOfAll(columns: readonly ArrayLike<number>[], rows: Int32Array): Spread {
  let count = 0
  let sum = 0
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  for (const values of columns) {
    for (const row of rows) {
      const value = values[row] ?? Number.NaN
      if (Number.isNaN(value)) continue
      count++
      sum += value
      if (value < min) min = value
      if (value > max) max = value
    }
  }
  if (count === 0 || min === max) {
    // Not −0, which JSON would write as 0.
    const mean = count === 0 ? Number.NaN : min + 0
    return { count, mean, deviation: 0, min: mean, max: mean }
  }
  const mean = sum / count
  let squares = 0
  for (const values of columns) {
    for (const row of rows) {
      const distance = (values[row] ?? Number.NaN) - mean
      if (!Number.isNaN(distance)) squares += distance * distance
    }
  }
  return {
    count,
    mean,
    deviation: Math.sqrt(squares / count),
    min,
    max,
  }
}

/** The values at `rows` that are not `NaN`, ascending. */
function sorted(values: ArrayLike<number>, rows: Int32Array): Float64Array {
  const present = new Float64Array(rows.length)
  let count = 0
  for (const row of rows) {
    const value = values[row] ?? Number.NaN
    if (!Number.isNaN(value)) present[count++] = value
  }
  return present.subarray(0, count).sort()
}

/** The middle value, or the mean of the two in the middle; `NaN` where there is none. */
export function medianOf(values: ArrayLike<number>, rows: Int32Array): number {
  const present = sorted(values, rows)
  const half = present.length >> 1
  const upper = present[half] ?? Number.NaN
  return present.length % 2 === 1 ? upper : ((present[half - 1] ?? Number.NaN) + upper) / 2
}

/** The value that occurs most often, the smallest of several; `NaN` where there is none. */
export function modeOf(values: ArrayLike<number>, rows: Int32Array): number {
  let mode = Number.NaN
  let longestRun = 0
  let run = 0
  let previous = Number.NaN
  for (const value of sorted(values, rows)) {
    run = value === previous ? run + 1 : 1
    previous = value
    if (run > longestRun) {
      longestRun = run
      mode = value
    }
  }
  return mode
}
