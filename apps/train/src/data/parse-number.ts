const exactPowers = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
  1e18, 1e19, 1e20, 1e21, 1e22,
]
// Digits must belong to one part only, or a long cell that is no number takes quadratic time.
const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/
const infinite = /^([+-]?)inf(?:inity)?$/i

/**
 * The value of a cell that holds a decimal number, such as `-1`, `.5`, `1e-3` or `inf`, correctly
 * rounded to float64; `NaN` where it holds anything else. Spaces around it are ignored; `0x10`, `1_000`
 * and `1,5` are no numbers.
 */
export function parseNumber(cell: string): number {
  const length = cell.length
  let index = 0
  let code = cell.charCodeAt(0)
  const negative = code === 45
  if (negative || code === 43) code = cell.charCodeAt(++index)
  let mantissa = 0
  let digits = 0
  let fraction = 0
  // Clinger's fast path: at most 15 digits and a power of ten that float64 holds exactly.
  while (code >= 48 && code <= 57) {
    mantissa = mantissa * 10 + (code - 48)
    digits++
    code = cell.charCodeAt(++index)
  }
  if (code === 46) {
    code = cell.charCodeAt(++index)
    while (code >= 48 && code <= 57) {
      mantissa = mantissa * 10 + (code - 48)
      fraction++
      code = cell.charCodeAt(++index)
    }
    digits += fraction
  }
  if (index !== length || digits === 0 || digits > 15) return parseSlowly(cell)
  const value = fraction === 0 ? mantissa : mantissa / (exactPowers[fraction] ?? 1)
  return negative ? -value : value
}

function parseSlowly(cell: string): number {
  const trimmed = cell.trim()
  if (decimal.test(trimmed)) return Number(trimmed)
  const sign = infinite.exec(trimmed)?.[1]
  if (sign === undefined) return Number.NaN
  return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
}
