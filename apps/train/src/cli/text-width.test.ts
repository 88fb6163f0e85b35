import { expect, test } from 'vitest'
import { fitted, fittedName, padEnd, padStart, widthOf, wrapped } from './text-width.ts'

test.each([
  ['abc', 3],
  ['Größe', 5],
  ['e\u0301', 1],
  ['身長', 4],
  ['🙂', 2],
])('%s takes %i columns', (text, width) => {
  expect(widthOf(text)).toBe(width)
})

test('a text is cut at its end, a name in its middle', () => {
  expect(fitted('abcdef', 6)).toBe('abcdef')
  expect(fitted('abcdef', 4)).toBe('abc…')
  expect(fitted('身長身長', 6)).toBe('身長…')
  expect(fittedName('pixel_17', 8)).toBe('pixel_17')
  expect(fittedName('measurement_17', 8)).toBe('meas…_17')
  expect(widthOf(fittedName('身長身長身長', 6))).toBeLessThanOrEqual(6)
})

test('spaces fill up to a width', () => {
  expect([padEnd('身', 4), padStart('ab', 4), padEnd('abc', 2)]).toEqual(['身  ', '  ab', 'abc'])
})

test('a long line breaks between words', () => {
  expect(wrapped('one two three four', 10)).toBe('one two\n  three\n  four')
  expect(wrapped('averylongword x', 5)).toBe('averylongword\n  x')
  expect(wrapped('one two', Number.POSITIVE_INFINITY)).toBe('one two')
})
