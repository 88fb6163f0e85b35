import { expect, test } from 'vitest'
import { count, formatDuration, formatNumber } from './format-number.ts'

test.each([
  [0, '0'],
  [0.123456, '0.1235'],
  [1, '1.000'],
  [-12.3456, '-12.35'],
  [1234.56, '1234.6'],
  [123456.7, '123456.7'],
  [1234567, '1.23e+6'],
  [0.00012346, '0.0001235'],
  [0.000012345, '1.23e-5'],
  [Number.NaN, 'NaN'],
  [Number.POSITIVE_INFINITY, 'Infinity'],
])('%d reads %s', (value, text) => {
  expect(formatNumber(value)).toBe(text)
})

test.each([
  [0.84, '0.8 s'],
  [12.3, '12 s'],
  [59.6, '1 min 0 s'],
  [200, '3 min 20 s'],
  [7500, '2 h 5 min'],
])('%d seconds read %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text)
})

test('counts agree with their nouns', () => {
  expect(count(1, 'row')).toBe('1 row')
  expect(count(0, 'row')).toBe('0 rows')
  expect(count(1234567, 'row')).toBe('1,234,567 rows')
  expect(count(999, 'row')).toBe('999 rows')
})
