/**
 * A value as JSON that gives every number back bit for bit, also those that JSON lacks: NaN, the infinities and −0
 * stand there as `{"number":"-0"}`.
 */
export const exactJson = (value: unknown): string =>
  JSON.stringify(value, (_, item: unknown) => {
    if (typeof item !== 'number' || (Number.isFinite(item) && !Object.is(item, -0))) return item
    return { number: Object.is(item, -0) ? '-0' : String(item) }
  })

/** What `exactJson` wrote. Throws a SyntaxError for no JSON. */
export const parseExactJson = (text: string): unknown =>
  JSON.parse(text, (_, item: unknown) => {
    if (typeof item !== 'object' || item === null) return item
    const [[key, number] = [], ...others] = Object.entries(item)
    return key === 'number' && typeof number === 'string' && others.length === 0
      ? Number(number)
      : item
  })
