import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const read = (path: string): string => readFileSync(join(import.meta.dirname, path), 'utf8')
const nn = '../../packages/nn/src'
const penalty = 'penalties/gradient-norm.ts'

/** The code of a page that is quoted, not run. */
const quotesOf = (page: string): string[] =>
  [...page.matchAll(/^```typescript\n(.*?)^```$/gms)].map(([, code = '']) => code)

it('the guide shows a penalty as it is: one file of at most 40 lines, and one line of export', () => {
  const page = read('adding-a-penalty.md')
  const file = read(`${nn}/${penalty}`)
  const lines = file.trimEnd().split('\n').length
  expect(lines).toBeLessThanOrEqual(40)
  const [exported = ''] = read(`${nn}/methods.ts`)
    .split(/(?<=\n)/)
    .filter((line) => line.includes(penalty))
  expect(quotesOf(page)).toEqual([file, exported])
  expect(page).toContain(`of ${lines} lines:`)
})

it('the guide shows a layer and an optimizer as they are', () => {
  const [layer, make = 'a quote', ...more] = quotesOf(read('adding-a-layer-or-an-optimizer.md'))
  expect(layer).toBe(read(`${nn}/layers/gaussian-dropout.ts`))
  expect(read(`${nn}/optimizers/adagrad.ts`)).toContain(make)
  expect(more).toEqual([])
})
