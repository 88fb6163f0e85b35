import type { Bytes } from './bytes.ts'

// Not by TextEncoder and TextDecoder: they are not everywhere, such as in tests of Jest with jsdom, and engines call broken
// bytes by other words.

/** Of a character of one to four bytes: the upper bits of the first, and the smallest code that needs so many. */
const widths = [
  { lead: 0, smallest: 0 },
  { lead: 0xc0, smallest: 0x80 },
  { lead: 0xe0, smallest: 0x800 },
  { lead: 0xf0, smallest: 0x10000 },
] as const

const isSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdfff

/** The bytes of a text; half of a pair of surrogates becomes U+FFFD. */
export function encodeUtf8(text: string): Bytes {
  // A unit of UTF-16 becomes three bytes at most.
  const bytes = new Uint8Array(text.length * 3)
  let length = 0
  for (const char of text) {
    const given = char.codePointAt(0) ?? 0
    const code = isSurrogate(given) ? 0xfffd : given
    const following = widths.findLastIndex(({ smallest }) => code >= smallest)
    bytes[length++] = (widths[following]?.lead ?? 0) | (code >> (6 * following))
    for (let left = following - 1; left >= 0; left--)
      bytes[length++] = 0x80 | ((code >> (6 * left)) & 0x3f)
  }
  return bytes.slice(0, length)
}

/** The text of bytes. @throws TypeError for bytes that are no UTF-8 */
export function decodeUtf8(bytes: Uint8Array): string {
  const texts: string[] = []
  let codes: number[] = []
  for (let position = 0; position < bytes.length; position++) {
    const first = bytes[position] ?? 0
    const following = first < 0x80 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3
    let code = first - (widths[following]?.lead ?? 0)
    for (let left = following; left > 0; left--) {
      const next = bytes[++position] ?? 0
      if ((next & 0xc0) !== 0x80) throw notUtf8()
      code = (code << 6) | (next & 0x3f)
    }
    if (code < (widths[following]?.smallest ?? 0) || code > 0x10ffff || isSurrogate(code))
      throw notUtf8()
    if (codes.push(code) === 4096) {
      texts.push(String.fromCodePoint(...codes))
      codes = []
    }
  }
  return texts.join('') + String.fromCodePoint(...codes)
}

const notUtf8 = (): TypeError => new TypeError('it is not UTF-8')
