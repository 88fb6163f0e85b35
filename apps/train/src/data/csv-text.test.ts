import { expect, test } from 'vitest'
import { csvText } from './csv-text.ts'

test('numbers keep their digits and signs; texts cannot become formulas, wherever they stand', () => {
  expect(
    csvText([
      ['=name', 'b'],
      [-0.1, '=1+1'],
      ['-1', '@x'],
      [Number.NaN, '\t=1'],
      [null, '+1+2'],
      [true, undefined],
    ]),
  ).toBe(`'=name,b\n-0.1,'=1+1\n-1,'@x\n,'\t=1\n,'+1+2\ntrue,\n`)
})

test('what might be a comment is within quotes, where a line begins', () => {
  expect(
    csvText([
      ['#a', '#b'],
      ['% of all', 'a'],
      ['(a)', 'a'],
      ['-a', 'a'],
    ]),
  ).toBe(`"#a",#b\n"% of all",a\n(a),a\n'-a,a\n`)
})

test('what would end a cell is within quotes, in every file', () => {
  expect(csvText([['a;b', 'say "x"', ' c', 'a\nb']], { delimiter: ';' })).toBe(
    '"a;b";"say ""x""";" c";"a\nb"\n',
  )
  expect(csvText([['=a,b']])).toBe(`"'=a,b"\n`)
  expect(csvText([['=a']], { escapesFormulas: false })).toBe('=a\n')
})
