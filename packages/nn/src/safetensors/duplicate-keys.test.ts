import { expect, test } from 'vitest'
import { duplicateKey } from './duplicate-keys.ts'

test.each([
  ['{}', undefined],
  ['{"a":1,"b":{"a":2}}', undefined],
  ['{"a":1,"b":2,"a":3}', 'a'],
  ['{"x":{"b":1,"b":2}}', 'b'],
  ['[{"a":1},{"a":2}]', undefined],
  ['{"a":"a","b":["a","a"]}', undefined],
  ['{"a\\"b":1,"a\\"b" : 2}', 'a"b'],
  ['{"a":1,"\\u0061":2}', 'a'],
  ['{"__proto__":1,"__proto__":2}', '__proto__'],
  ['{"k":"{\\"k\\":1,\\"k\\":2}"}', undefined],
])('%s → %s', (json, expected) => {
  expect(duplicateKey(json)).toBe(expected)
})
