/** Largest number of values that a JSON text in a checkpoint may hold, and how deep it may nest. */
const jsonLimits = { values: 1_000_000, depth: 16 } as const

/**
 * Why a JSON text is too large to parse safely, in words, or `undefined` if it is not: a value takes two
 * bytes of text and a hundred of memory. Strings are skipped; the text need not be valid JSON.
 */
export function tooLargeJson(text: string): string | undefined {
  let depth = 0
  let values = 0
  for (let position = 0; position < text.length; position++) {
    switch (text[position]) {
      case '"':
        position = closingQuote(text, position)
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
  let position = openingQuote + 1
  while (position < json.length && json[position] !== '"')
    position += json[position] === '\\' ? 2 : 1
  return position
}
