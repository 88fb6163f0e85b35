/**
 * Looks whether `compare` tells differences from noise: `npm run compare:proof`. On figures that are drawn, how often it
 * sees a difference where there is none, and finds one of two standard deviations; the table of the guide comes from
 * here. With `-- --real 20` also on so many pairs of groups of two-moons runs, which are trained for it.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { RandomDraws } from '../../src/compare/random-draws.ts'
import { Choices } from '../random.ts'
import { realPairs } from './real-pairs.ts'
import { compareSimulated, type Simulation, spreads } from './simulate.ts'

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    real: { type: 'string', default: '0' },
    seeds: { type: 'string', default: '8' },
    write: { type: 'boolean', default: false },
  },
})
const pairs = Number(values.pairs)
const draws = new RandomDraws(0)

/** The share of pairs that are said to differ, in percent: in anything, and of the loss where it alone is looked at. */
function shares(simulation: Simulation): { readonly any: number; readonly alone: number } {
  const share = (figures: readonly string[]): number => {
    const choices = new Choices(Number(values.seed))
    let found = 0
    for (let pair = 0; pair < pairs; pair++)
      found += Number(compareSimulated(simulation, choices, draws, figures).any === 'difference')
    return Math.round((1000 * found) / pairs) / 10
  }
  return { any: share([]), alone: share(['loss']) }
}

const rows = [
  '| figures | seeds | seen in noise, in pairs | as independent | two deviations found, in pairs | as independent |',
  '| --- | --- | --- | --- | --- | --- |',
]
for (const spread of spreads)
  for (const seeds of [5, 8, 10]) {
    const cells = [0, 2].flatMap((shift) =>
      [true, false].map((isPaired) => {
        const { any, alone } = shares({ spread, seeds, isPaired, shift })
        return `${any} % (${alone} %)`
      }),
    )
    rows.push(`| ${spread} | ${seeds} | ${cells.join(' | ')} |`)
    console.error(rows.at(-1))
  }
console.log(rows.join('\n'))
if (values.write) writeTable(rows)

const real = Number(values.real)
if (real > 0) {
  const folder = mkdtempSync(join(tmpdir(), 'compare-proof-'))
  try {
    await realPairs({
      folder,
      pairs: real,
      seeds: Number(values.seeds),
      first: Number(values.seed),
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Puts the table between the marks in the guide. */
function writeTable(rows: readonly string[]): void {
  const guide = new URL('../../../../docs/guides/comparing-runs.md', import.meta.url)
  const text = readFileSync(guide, 'utf8')
  const [begin, end] = ['<!-- table:begin -->', '<!-- table:end -->']
  const [before = '', rest = ''] = text.split(begin)
  const after = rest.split(end)[1] ?? ''
  writeFileSync(guide, `${before}${begin}\n\n${rows.join('\n')}\n\n${end}${after}`)
}
