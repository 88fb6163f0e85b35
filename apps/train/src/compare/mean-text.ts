import { formatNumber } from '../cli/format-number.ts'

/** Digits behind the point such that a number of this size shows two that count. */
function decimalsFor(size: number): number {
  const exponent = Number(size.toExponential(1).split('e')[1])
  return Math.max(0, 1 - exponent)
}

/** Numbers with as many digits as the spread of their kind leaves certain; null where they need an exponent. */
function digitsOf(spread: number, largest: number): number | null {
  if (!(spread > 0) || largest >= 1e6) return null
  const decimals = decimalsFor(spread)
  return decimals > 6 ? null : decimals
}

/** A mean and a standard deviation, `0.338 ± 0.021`: to the second digit of the spread. */
export function meanText(mean: number, spread: number, runs: number): string {
  if (runs === 0) return '–'
  if (runs === 1) return formatNumber(mean)
  const digits = digitsOf(spread, Math.abs(mean))
  const write = (value: number): string =>
    digits === null ? formatNumber(value) : value.toFixed(digits)
  return `${write(mean)} ± ${spread === 0 ? '0' : write(spread)}`
}

/** A difference with its sign, and the interval around it: `−0.048`, `[−0.062, −0.033]`. */
export function differenceTexts(
  difference: number,
  interval: readonly [number, number] | null,
): { readonly difference: string; readonly interval: string } {
  const [low, high] = interval ?? [difference, difference]
  const width = (high - low) / 2
  const digits = digitsOf(width, Math.max(Math.abs(low), Math.abs(high)))
  const write = (value: number): string => {
    const size = Math.abs(value)
    const text = digits === null ? formatNumber(size) : size.toFixed(digits)
    return `${value < 0 ? '−' : value > 0 ? '+' : ''}${text}`
  }
  return {
    difference: write(difference),
    interval: interval === null ? '' : `[${write(low)}, ${write(high)}]`,
  }
}
