import { expect, test } from 'vitest'
import { closingQuote, tooLargeJson } from './json-size.ts'

test.each([
  ['lists in lists', `{"a":${'['.repeat(17)}`, 'it nests more than 16 deep'],
  ['maps in maps', '{"a":'.repeat(17), 'it nests more than 16 deep'],
  ['short lists', `{"a":[${'[],'.repeat(600_000)}]}`, 'it holds more than 1000000 values'],
  ['numbers', `{"a":[${'0,'.repeat(1_000_001)}]}`, 'it holds more than 1000000 values'],
])('%s without end are too large', (_, text, words) => {
  expect(tooLargeJson(text)).toBe(words)
})

test('what stands in strings does not count', () => {
  expect(
    tooLargeJson(JSON.stringify({ a: `"[{,\\${'['.repeat(100)}`, b: [[1, 2], {}] })),
  ).toBeUndefined()
  expect(closingQuote('"a\\"b" "c"', 0)).toBe(5)
})
