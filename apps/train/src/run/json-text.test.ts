import { expect, test } from 'vitest'
import { jsonText } from './json-text.ts'

test('lists of numbers stand on one line, all else is indented, and the value is the same', () => {
  const value = {
    counts: [
      [1, -2.5e-7],
      [Number.NaN, 4],
    ],
    texts: ['[\n  1,\n  2\n]', 'b'],
    none: [],
    mixed: [1, [2], { a: [3] }],
  }
  const text = jsonText(value)
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
  expect(text).toContain('"counts": [\n    [1, -2.5e-7],\n    [null, 4]\n  ],\n')
  expect(text).toContain('  "texts": [\n    "[\\n  1')
  expect(text).toContain('"a": [3]')
  expect(text.endsWith('}\n')).toBe(true)
})
