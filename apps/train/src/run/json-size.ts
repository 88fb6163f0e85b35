/** Largest number of values that a JSON text in a checkpoint may hold, and how deep it may nest. */
export const jsonLimits = { values: 1_000_000, depth: 16 } as const

/**
 * What makes a JSON text too large to be parsed, or `undefined`: a few bytes of text become a hundred
 * of memory. Only what stands outside of strings counts; the text need not be valid.
 */
export function tooLargeJson(text: string): string | undefined {
  let depth = 0
  let values = 0
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case '"':
        at = closingQuote(text, at)
        continue
      case '{':
      case '[':
        depth++
        values++
        break
      case ',':
        values++
        break
      case '}':
      case ']':
        depth--
        break
    }
    if (depth > jsonLimits.depth) return `it nests more than ${jsonLimits.depth} deep`
    if (values > jsonLimits.values) return `it holds more than ${jsonLimits.values} values`
  }
  return undefined
}

/** The position of the quote that closes the string which opens at `openingQuote`. */
export function closingQuote(json: string, openingQuote: number): number {
  let at = openingQuote + 1
  while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1
  return at
}
