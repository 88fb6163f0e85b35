import { expect, test } from 'vitest'
import { parseUntrustedJson } from './parse-json.ts'

test('JSON of another hand is read, unless it is too large, broken or ambiguous', () => {
  expect(parseUntrustedJson('{"a":[1,null]}')).toEqual({ a: [1, null] })
  expect(() => parseUntrustedJson('['.repeat(17))).toThrow('it nests more than 16 deep')
  expect(() => parseUntrustedJson('{"a":1,"a":2}')).toThrow('"a" occurs twice')
  expect(() => parseUntrustedJson('{"\u001b[31m')).toThrow(/^it is not JSON$/)
})
