import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Result, reproducedPage, summaryLines } from './page.ts'
import type { Reproduction } from './reproduction.ts'
import { reproductions } from './reproductions.ts'

const read = (path: string): string => readFileSync(join(import.meta.dirname, path), 'utf8')
const results: Result[] = JSON.parse(read('results.json'))

describe('docs/reproduced.md', () => {
  it('is what the results give; npm run reproduce writes both', () => {
    expect(read('../../docs/reproduced.md')).toBe(reproducedPage(results))
  })

  it.each(results)('has every figure of $name, of five seeds', ({ name, seeds, runs }) => {
    const { figures = [] } = reproductions.find((other) => other.name === name) ?? {}
    expect([seeds, runs.length]).toEqual([Math.max(5, seeds), seeds])
    for (const run of runs)
      expect(Object.keys(run).sort()).toEqual(figures.map((figure) => figure.name).sort())
  })
})

it('a mean outside of its band is said to be', () => {
  const reproduction: Reproduction = {
    ...{ name: 'x', source: 'y', setup: 'z', remarks: '', run: () => ({}) },
    figures: [{ name: 'error', published: 1, band: { most: 2 } }],
  }
  const lineOf = (...errors: number[]): string[] =>
    summaryLines(reproduction, {
      ...{ name: 'x', seeds: errors.length, seconds: 1 },
      runs: errors.map((error) => ({ error })),
    })
  expect(lineOf(1, 2)).toEqual([
    'x: error: published 1, ours 1.5 ± 0.707 (2 seeds, 1 CPU seconds each), within the band, at most 2',
  ])
  expect(lineOf(2, 3)).toEqual([expect.stringContaining('not within the band, at most 2')])
})
