import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { expectedOf, printedBy, unmet } from './printed.fixture.ts'

const files = readdirSync(import.meta.dirname).filter((file) => /^[a-z-]+\.ts$/.test(file))

describe('every example prints what its comments say', () => {
  it.each(files)('%s', async (file) => {
    const expected = expectedOf(readFileSync(`${import.meta.dirname}/${file}`, 'utf8'))
    const printed = await printedBy(() => import(/* @vite-ignore */ `./${file}`))
    expect(expected.length).toBeGreaterThan(0)
    expect({ unmet: unmet(expected, printed), printed }).toEqual({ unmet: [], printed })
  })
})

it('an expectation that is not printed, or not in order, is found', () => {
  const source = ['console.log(a) // 1', 'console.log(b) // Tensor', '  console.log(c) // 2'].join(
    '\n',
  )
  expect(expectedOf(source)).toEqual(['1', 'Tensor', '2'])
  expect(unmet(['1', 'Tensor', '2'], ['0', '1', 'Tensor [ 1 ]', '2'])).toEqual([])
  expect(unmet(['1', '2'], ['2', '1'])).toEqual(['2'])
  expect(unmet(['17'], ['172'])).toEqual(['17'])
})
