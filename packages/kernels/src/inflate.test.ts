import { constants, deflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { inflate, inflatePortably } from './inflate.ts'

// Words that recur near and far, runs of one byte, and bytes without order.
const bytes = Uint8Array.from({ length: 70_000 }, (_, i) =>
  i < 20_000 ? (i * 31 + (i >> 9)) & 255 : i < 30_000 ? 7 : Math.imul(i, 0x9e37_79b1) >>> 24,
)
const streams = {
  'codes of its own': deflateRawSync(bytes, { level: 9 }),
  'fixed codes': deflateRawSync(bytes, { strategy: constants.Z_FIXED }),
  'no codes': deflateRawSync(bytes, { level: 0 }),
  'codes without copies': deflateRawSync(bytes, { strategy: constants.Z_HUFFMAN_ONLY }),
}

test.each(Object.entries(streams))('%s, where the platform offers nothing', (_, stream) => {
  expect(Buffer.compare(inflatePortably(stream, bytes.length), bytes)).toBe(0)
})

test('as the platform does it', () => {
  expect(Buffer.compare(inflate(streams['codes of its own'], bytes.length), bytes)).toBe(0)
})

test('a code that no symbol has is an error', () => {
  // A block of fixed codes whose first copy has the distance 31, which is none.
  expect(() => inflatePortably(Uint8Array.of(0b0000_0011, 0b1111_1110, 0xff), 10)).toThrow(
    'inflate: the stream must be sound',
  )
})
