import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseNumber } from './parse-number.ts'

test('every float64 reads back from its shortest text, to the bit', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), (value) => {
      expect(parseNumber(Object.is(value, -0) ? '-0' : String(value))).toBe(value)
    }),
    { numRuns: 2000 },
  )
})

test('every decimal reads as Number reads it, to the bit', () => {
  const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 24 })
  const exponent = fc.option(fc.integer({ min: -330, max: 330 }))
  const sign = fc.constantFrom('', '-', '+')
  fc.assert(
    fc.property(sign, digits, fc.option(digits), exponent, (s, whole, fraction, power) => {
      fc.pre(whole + (fraction ?? '') !== '')
      const text = `${s}${whole}${fraction === null ? '' : `.${fraction}`}${power === null ? '' : `e${power}`}`
      expect(parseNumber(text)).toBe(Number(text))
      expect(parseNumber(`  ${text}\t`)).toBe(Number(text))
    }),
    { numRuns: 3000 },
  )
})

test('text is no number, whatever Number makes of it', () => {
  const part = fc.constantFrom('1', '.', '-', '+', 'e', ' ', '_', ',', 'x', '0', 'n', 'a', '\u0661')
  const decimal = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
      const text = parts.join('')
      expect(Number.isNaN(parseNumber(text))).toBe(!decimal.test(text))
    }),
    { numRuns: 3000 },
  )
})

test.each([
  '',
  ' ',
  '.',
  '-',
  '+.',
  'e5',
  '1e',
  '1 2',
  '1,5',
  '1_000',
  '0x10',
  '1n',
  'NaN',
  '--1',
  '٣',
])('%j is no number', (text) => {
  expect(parseNumber(text)).toBeNaN()
})

test.each([
  ['inf', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['+INF', Number.POSITIVE_INFINITY],
  ['1e400', Number.POSITIVE_INFINITY],
  ['-0', -0],
  ['5.', 5],
  ['.5', 0.5],
])('%s is a number', (text, value) => {
  expect(parseNumber(text)).toBe(value)
})

test('a cell of a million digits and a letter is no number, found in one pass', () => {
  expect(parseNumber(`${'7'.repeat(1_000_000)}x`)).toBeNaN()
  expect(parseNumber(`0.${'7'.repeat(1_000_000)}x`)).toBeNaN()
})
