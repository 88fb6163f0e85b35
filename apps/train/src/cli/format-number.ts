/** A number for a person: four significant digits, without trailing digits that say nothing. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  if (value === 0) return '0'
  const size = Math.abs(value)
  if (size < 1e-4 || size >= 1e6) return value.toExponential(2)
  if (size >= 1000) return value.toFixed(1)
  return value.toPrecision(4)
}

/** A figure for a person, `–` where there is none. */
export function formatFigure(value: number | null): string {
  return value === null ? '–' : formatNumber(value)
}

/**
 * A number as a cell of a table holds it: whole ones as they are, others with 3 digits or to the nearest whole
 * one; without an exponent from 1e-6 to 1e15.
 */
export function plainNumber(value: number): string {
  const size = Math.abs(value)
  if (Number.isInteger(value) && size < 1e15) return String(value)
  return String(size >= 100 && size < 1e15 ? Math.round(value) : Number(value.toPrecision(3)))
}

/** A duration for a person: `0.8 s`, `12 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatDuration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes} min ${whole % 60} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** A duration as a clock shows it: `0:07`, `3:20`, `2:05:00`. */
export function formatClock(seconds: number): string {
  const whole = Math.round(seconds)
  const two = (value: number): string => String(value).padStart(2, '0')
  const [minutes, rest] = [Math.floor(whole / 60), two(whole % 60)]
  return minutes < 60
    ? `${minutes}:${rest}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${rest}`
}

/** A count with the noun it counts: `1 row`, `1,200 rows`. */
export function count(amount: number, singular: string): string {
  const digits = String(amount).replace(/\B(?=(\d{3})+$)/g, ',')
  return `${digits} ${singular}${amount === 1 ? '' : 's'}`
}
