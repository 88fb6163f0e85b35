import type { Bytes } from './bytes.ts'

// Every platform has these; the language's own type library does not declare them.
declare const TextEncoder: new () => { encode(text: string): Bytes }
declare const TextDecoder: new (
  encoding: 'utf-8',
  options: { fatal: true },
) => { decode(bytes: Uint8Array): string }

export const encodeUtf8 = (text: string): Bytes => new TextEncoder().encode(text)

/** @throws TypeError for bytes that are no UTF-8, in the same words in every engine */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new TypeError('it is not UTF-8', { cause: error })
  }
}
