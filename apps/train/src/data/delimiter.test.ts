import { expect, test } from 'vitest'
import { detectDelimiter } from './delimiter.ts'

test.each([
  ['a,b\n1,2\n', ','],
  ['a;b;c\n1,5;2,5;x\n2,5;1,5;y\n', ';'],
  ['a\tb\n1,2\t3\n', '\t'],
  ['a|b\n1|2\n', '|'],
  ['"a;b","c;d"\n1,2\n', ','],
  ['only\n1\n2\n', ','],
  ['a,b,c\n1,2\n', ','],
  ['', ','],
])('the delimiter of %j is %j', (text, delimiter) => {
  expect(detectDelimiter(text)).toBe(delimiter)
})
