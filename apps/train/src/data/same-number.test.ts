import { expect, test } from 'vitest'
import { canonicalNumber, respelled, sameCell } from './same-number.ts'

test.each([
  ['1', '1.0'],
  ['1', '01'],
  ['1', '+1'],
  ['1000', '1e3'],
  ['.5', '0.50'],
  ['-0', '0.00'],
  ['10e-1', ' 1 '],
  ['120', '1.2E+2'],
])('%s and %s are one number', (one, other) => {
  expect(sameCell(one, other)).toBe(true)
})

test.each([
  ['1234567890123456789', '1234567890123456790'],
  ['1', '-1'],
  ['1', '10'],
  ['0.1', '0.10000000000000001'],
  ['a', 'A'],
  ['1', '1,0'],
  ['', '0'],
])('%s and %s are not', (one, other) => {
  expect(sameCell(one, other)).toBe(false)
})

test('what is no decimal number has no canonical spelling', () => {
  for (const text of ['', '.', '+', 'e3', '1e', '0x1', 'inf', 'NaN', '1 2']) {
    expect(canonicalNumber(text)).toBeNull()
  }
})

test('texts of one number are found together', () => {
  expect(respelled(['2', '1', 'a', '1.0', '01', '3'])).toEqual([['1', '1.0', '01']])
})

test('a million zeros within a number are passed once', () => {
  const text = `1${'0'.repeat(1_000_000)}1`
  expect(canonicalNumber(text)).toBe(`${text}e0`)
})
