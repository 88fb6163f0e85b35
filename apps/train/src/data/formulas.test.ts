import { expect, test } from 'vitest'
import { isFormula, withoutFormula } from './formulas.ts'

test.each([
  ...['=cmd', '=1+1', "+cmd|' /C calc'!A0", '-2+3', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '-', '+'],
  ...['＝1', '＋1', '－1', '＠x', '-inf', '- 1', '-1e', '=HYPERLINK("x")'],
])('%j is a formula', (cell) => {
  expect(isFormula(cell)).toBe(true)
  expect(withoutFormula(cell)).toBe(`'${cell}`)
})

test.each([
  '',
  'a',
  'a=b',
  '-1',
  '+1',
  '-0.5',
  '-.5',
  '1e-7',
  '-1.25e+20',
  "'=1",
  ' =1',
  'ja/nein',
])('%j is none', (cell) => {
  expect(withoutFormula(cell)).toBe(cell)
})
