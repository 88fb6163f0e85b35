const decimal = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?\s*$/

/**
 * The one spelling of the decimal number that a text holds: `1`, `01`, `+1.0` and `10e-1` give the same,
 * and numbers that differ in any digit, however long, do not. `null` where the text is no such number.
 */
export function canonicalNumber(text: string): string | null {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = decimal.exec(text) ?? []
  if (whole + fraction === '') return null
  const digits = (whole + fraction).replace(/^0+/, '')
  const significant = withoutTrailingZeros(digits)
  if (significant === '') return '0'
  const shift = Number(exponent) - fraction.length + digits.length - significant.length
  return `${sign === '-' ? '-' : ''}${significant}e${shift}`
}

// Not a pattern such as /0+$/, which takes quadratic time: it is tried again from every zero.
function withoutTrailingZeros(digits: string): string {
  let end = digits.length
  while (digits[end - 1] === '0') end--
  return digits.slice(0, end)
}

/** Whether two cells hold the same text, or the same number, spaces around it apart. */
export function sameCell(one: string, other: string): boolean {
  const [a, b] = [one.trim(), other.trim()]
  if (a === b) return true
  const number = canonicalNumber(a)
  return number !== null && number === canonicalNumber(b)
}

/** A text of each number that occurs in several spellings, with the others: `['1', '1.0', '01']`. */
export function respelled(texts: readonly string[]): string[][] {
  const spellings = new Map<string, string[]>()
  for (const text of texts) {
    const number = canonicalNumber(text)
    if (number === null) continue
    const known = spellings.get(number)
    if (known === undefined) spellings.set(number, [text])
    else known.push(text)
  }
  return [...spellings.values()].filter(({ length }) => length > 1)
}
