import { closingQuote } from './json-size.ts'

/**
 * The first key that occurs twice in one object of a valid JSON text, at any depth, or `undefined`.
 * `JSON.parse` keeps the last of them in silence, so a file could show one thing to this reader and
 * another to the next.
 */
export function duplicateKey(json: string): string | undefined {
  const open: (Set<string> | null)[] = []
  // In valid JSON a string inside an object is a key exactly where `{` or `,` comes before it.
  let previous = ''
  for (let position = 0; position < json.length; position++) {
    const char = json.charAt(position)
    if (char === '"') {
      const end = closingQuote(json, position)
      const keys = open.at(-1)
      if (keys && previous !== ':') {
        const key = String(JSON.parse(json.slice(position, end + 1)))
        if (keys.has(key)) return key
        keys.add(key)
      }
      position = end
    } else if (char === '{') open.push(new Set())
    else if (char === '[') open.push(null)
    else if (char === '}' || char === ']') open.pop()
    if (char.trim() !== '') previous = char
  }
  return undefined
}
