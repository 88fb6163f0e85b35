import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { expectedOf, printedBy, unmet } from './printed.fixture.ts'
import { ownLines, programs } from './programs.ts'

const read = (file: string): string => readFileSync(`${import.meta.dirname}/${file}`, 'utf8')
const files = readdirSync(import.meta.dirname).filter(
  (file) => /^[a-z-]+\.ts$/.test(file) && file !== 'programs.ts',
)

describe('every example prints what its comments say', () => {
  it.each(files.filter((file) => !Object.hasOwn(programs, file)))('%s', async (file) => {
    const expected = expectedOf(read(file))
    const printed = await printedBy(() => import(/* @vite-ignore */ `./${file}`))
    expect(expected.length).toBeGreaterThan(0)
    expect({ unmet: unmet(expected, printed), printed }).toEqual({ unmet: [], printed })
  })
})

describe.each(Object.entries(programs))('%s', (file, { short, reached }) => {
  it('prints in a short form what it always does', async () => {
    process.env.STEPS = short.steps
    try {
      const printed = await printedBy(() => import(/* @vite-ignore */ `./${file}`))
      expect(printed).toEqual(short.prints)
    } finally {
      delete process.env.STEPS
    }
  })

  it('says in comments what its long form prints, which is good enough, and is short', () => {
    const source = read(file)
    expect(reached(expectedOf(source))).toBe(true)
    expect(reached(short.prints)).toBe(false)
    expect(ownLines(source)).toBeLessThanOrEqual(50)
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
