import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeUtf8, encodeUtf8 } from './utf8.ts'

const attempt = (decode: () => string): string | undefined => {
  try {
    return decode()
  } catch {
    return undefined
  }
}

test('texts become the bytes that TextEncoder gives, lone surrogates too', () => {
  const codes = fc.oneof(
    fc.integer({ min: 0, max: 0x10ffff }),
    fc.constantFrom(0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0xe000),
  )
  fc.assert(
    fc.property(fc.array(codes, { maxLength: 8 }), (list) => {
      const text = String.fromCodePoint(...list)
      expect(encodeUtf8(text).join()).toBe(new TextEncoder().encode(text).join())
    }),
  )
})

test('bytes are read, and refused, as by TextDecoder', () => {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const edges = fc.constantFrom(0x00, 0x7f, 0x80, 0xbf, 0xc0, 0xc1, 0xdf, 0xe0, 0xed, 0xef, 0xf0)
  const byte = fc.oneof(edges, fc.constantFrom(0x8f, 0x90, 0x9f, 0xa0, 0xf4, 0xf5, 0xff))
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 5 }), (list) => {
      const bytes = Uint8Array.from(list)
      expect(attempt(() => decodeUtf8(bytes))).toBe(attempt(() => decoder.decode(bytes)))
    }),
    { numRuns: 1000 },
  )
  const text = 'aß重😀\u{10ffff}\ufeff'.repeat(2000)
  expect(decodeUtf8(encodeUtf8(text))).toBe(text)
})

test.each([
  ['more bytes than a character needs', [0xc0, 0x80]],
  ['three where two do', [0xe0, 0x9f, 0xbf]],
  ['four where three do', [0xf0, 0x8f, 0xbf, 0xbf]],
  ['half of a pair', [0xed, 0xa0, 0x80]],
  ['a code past the last', [0xf4, 0x90, 0x80, 0x80]],
  ['a byte that begins nothing', [0xff, 0x80, 0x80, 0x80]],
  ['a byte that follows nothing', [0x41, 0x80]],
  ['a character cut off', [0xe2, 0x82]],
])('%s is refused', (_, bytes) => {
  expect(() => decodeUtf8(Uint8Array.from(bytes))).toThrow('it is not UTF-8')
})
