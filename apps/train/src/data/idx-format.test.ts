import { describe, expect, test } from 'vitest'
import { idxBytes } from './idx.fixture.ts'
import { parseIdx, startsAsIdx } from './idx-format.ts'

describe('parseIdx', () => {
  test('reads lengths and numbers', () => {
    const { lengths, isInteger, textAt } = parseIdx(idxBytes([2, 1, 2], [0, 7, 128, 255]), 'a')
    expect(lengths).toEqual([2, 1, 2])
    expect(isInteger).toBe(true)
    expect([0, 1, 2, 3].map(textAt)).toEqual(['0', '7', '128', '255'])
  })

  test.each([
    [9, [0xff], '-1'],
    [11, [0xff, 0xfe], '-2'],
    [12, [0, 1, 0, 0], '65536'],
    [13, [0x3f, 0, 0, 0], '0.5'],
    [14, [0xbf, 0xe0, 0, 0, 0, 0, 0, 0], '-0.5'],
  ])('reads numbers of type %i, big-endian', (type, bytes, text) => {
    const file = Uint8Array.from([0, 0, type, 1, 0, 0, 0, 1, ...bytes])
    expect(parseIdx(file, 'a').textAt(0)).toBe(text)
  })

  test.each([
    ['', 'must begin with the header of an IDX file, .*got an empty file'],
    ['00000703', 'got 00 00 07 03; check the path'],
    ['00000803', 'must begin with a header of 16 bytes, got 4 in all; it is cut off'],
    ['89504e47', 'got 89 50 4e 47'],
    [
      '0000080100000003aabb',
      'must be 11 bytes unpacked, as its header says 3 numbers of a byte, got less, 10; it is cut off: fetch it again',
    ],
    ['0000080100000001aabb', 'got more, 10; its header is wrong: fetch it again'],
    ['0000080200000000ffffffff', 'must hold rows, got none'],
  ])('refuses %s', (hex, message) => {
    expect(() => parseIdx(Buffer.from(hex, 'hex'), 'a')).toThrow(new RegExp(message))
  })
})

test('an IDX file is known by its first bytes, and text is none', () => {
  expect(startsAsIdx(idxBytes([1], [3]))).toBe(true)
  expect(startsAsIdx(Buffer.from('x,y\n1,2\n'))).toBe(false)
  expect(startsAsIdx(Buffer.from([0, 0, 8]))).toBe(false)
})
