import { duplicateKey } from './duplicate-keys.ts'
import { tooLargeJson } from './json-size.ts'

/**
 * `JSON.parse` for text of unknown origin, such as the metadata of a file: it may hold a million values, nest 16 deep
 * and have no key twice in one object, of which `JSON.parse` would keep the last in silence.
 *
 * @throws SyntaxError that says what is wrong, in the same words in every engine; its cause is what the engine says
 */
export function parseUntrustedJson(text: string): unknown {
  const tooLarge = tooLargeJson(text)
  if (tooLarge !== undefined) throw new SyntaxError(tooLarge)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    // Every engine has other words, and quotes the text, which may hold anything.
    throw new SyntaxError('it is not JSON', { cause: error })
  }
  const twice = duplicateKey(text)
  if (twice !== undefined) throw new SyntaxError(`${quoted(twice)} occurs twice`)
  return value
}

/** A name as JSON text, so that no control character of a broken file reaches a terminal; cut after 80 characters. */
export const quoted = (name: string): string =>
  JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name)
