/** Numbers along an axis. */

/** Round numbers between two, some `count` of them, and how many decimals they need. */
export function ticks(
  low: number,
  high: number,
  count: number,
): { values: number[]; decimals: number } {
  const span = high - low
  if (!(span > 0) || !Number.isFinite(span)) return { values: [], decimals: 0 }
  const raw = span / Math.max(1, count)
  const exponent = Math.floor(Math.log10(raw))
  const power = 10 ** exponent
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= raw * 0.999) ?? 10) * power
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9))
  const first = Math.ceil(low / step - 1e-9)
  const last = Math.floor(high / step + 1e-9)
  const values = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) =>
    Number(((first + i) * step).toFixed(Math.min(20, decimals))),
  )
  return { values, decimals }
}

/** A number for people: three or four digits, powers of ten where it is large or small. */
export function shown(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–'
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) return value.toExponential(2).replace('e+', 'e')
  return String(Number(value.toPrecision(size < 1 ? 3 : 4)))
}

/** The least and the largest of what is finite; `null` where nothing is. */
export function extentOf(values: Iterable<number>): readonly [low: number, high: number] | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  return low <= high ? [low, high] : null
}
