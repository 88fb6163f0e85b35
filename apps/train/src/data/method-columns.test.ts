import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Rng } from '@sobolev/core'
import { afterAll, describe, expect, it } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { gatherBatch } from '../train/batch.ts'
import { prepare } from '../train/prepare.ts'
import { type Dataset, loadDataset } from './dataset.ts'

const folder = mkdtempSync(join(tmpdir(), 'method-columns-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const header = 'x,island,y,site,slope,part'
const rows = Array.from({ length: 10 }, (_, row) => [
  ...[row, row % 2 ? 'Biscoe' : 'Dream', 3 * row + (row % 3), `s${(row * 3) % 4}`, row / 2],
  row < 8 ? 'train' : 'val',
])
const lines = [header, ...rows.map((row) => row.join())]

const irm = 'irm: { weight: 1, environments: site }'
const sobolev = 'slopes: { sobolev: { weight: 1, targets: { slope: x } } }'

interface Case {
  readonly penalties?: string
  readonly data?: string
  readonly csv?: readonly string[]
}

function configOf({ penalties = irm, data = '', csv = lines }: Case) {
  writeFileSync(join(folder, 'data.csv'), csv.join('\n'))
  const split = 'validation: { column: part, train: train, validation: val }'
  const settings = [split, data].filter((text) => text !== '').join(', ')
  const text = `data: { file: data.csv, target: y, ${settings} }
penalties: { ${penalties} }
model: { layers: [{ dense: { units: 2, activation: tanh } }] }
training: { batchSize: 8 }
`
  return parseConfig(text, join(folder, 'a.yaml'))
}

const load = (given: Case): Promise<Dataset> => loadDataset(configOf(given), { rng: new Rng(1) })

const prepared = (given: Case) =>
  prepare(configOf(given), {
    signal: new AbortController().signal,
    onReading: () => {},
    eager: true,
  })

describe('a column of groups', () => {
  it('is no input, and makes a row with a 1 for each example of a batch', async () => {
    const { features, training, validation, columns } = await load({ data: 'exclude: [slope]' })
    expect(features).toEqual(['x', 'island=Biscoe', 'island=Dream'])
    expect(validation.columns).toBeUndefined()
    expect(columns.find(({ column }) => column === 'site')?.role).toBe('for methods')
    const { columns: batch } = gatherBatch(training, [7, 0, 2], 0, 2)
    // Row 7 is of s1, row 0 of s0.
    expect(batch?.site?.toArray()).toEqual([
      [0, 1, 0, 0],
      [1, 0, 0, 0],
    ])
  })

  it('is an input too if data.inputs names it', async () => {
    const { features, training } = await load({ data: 'inputs: [x, site]' })
    expect(features).toEqual(['x', 'site=s0', 'site=s1', 'site=s2', 'site=s3'])
    expect(training.columns?.site?.groups).toBe(4)
  })

  it('may be that which marks the parts, with the groups of the training part', async () => {
    const data = 'validation: { column: site, train: [s0, s1, s2], validation: s3 }'
    const csv = lines.map((line) => line.split(',').slice(0, 5).join())
    const text = configOf({ csv })
    const { training } = await loadDataset(
      parseConfig(
        `data: { file: data.csv, target: y, ${data} }\npenalties: { ${irm} }\nmodel: { layers: [] }\n`,
        join(folder, 'a.yaml'),
      ),
      { rng: new Rng(1) },
    )
    expect(text.data.methodColumns).toHaveLength(1)
    expect(training.columns?.site?.groups).toBe(3)
  })

  it('may be of sequences, where all rows of one must agree', async () => {
    const data = 'sequence: { id: id }'
    const csv = lines.map((line, i) => {
      const [x, island, , ...others] = line.split(',')
      const y = i === 0 ? 'y' : Math.floor((i - 1) / 2)
      return [x, island, y, ...others, i === 0 ? 'id' : `q${y}`].join()
    })
    await expect(load({ data, csv })).rejects.toThrow(
      /column "site": must be the same in all rows of id "q0"/,
    )
  })
})

describe('a column of numbers', () => {
  it('is told in the units of the file', async () => {
    const { training } = await load({ penalties: sobolev, data: 'exclude: [site]' })
    expect(training.columns?.slope?.values).toEqual(
      Float32Array.from({ length: 8 }, (_, i) => i / 2),
    )
  })

  it('is compared with derivatives in these units', async () => {
    const { trainer, dataset } = await prepared({
      penalties: sobolev,
      data: 'exclude: [site, island]',
    })
    const { layout } = trainer.learner
    const [input] = dataset.preprocessing.inputs
    expect(layout.inputs.x).toMatchObject({
      elements: [0],
      scale: input?.kind === 'numeric' && input.scale,
    })
    const { target } = dataset.preprocessing
    expect(layout.targetScale).toBe(target.kind === 'number' && target.scale)
  })
})

describe('what stands against a column', () => {
  const empty = lines.map((line, i) => (i === 3 ? line.replace(/s\d/, '') : line))
  it.each<readonly [string, Case]>([
    [
      'data.csv: penalties.irm.environments: no column is named "sit"; did you mean "site"?',
      { penalties: 'irm: { weight: 1, environments: sit }' },
    ],
    [
      'data.csv row 4, column "site": penalties.irm.environments: a cell must have a value, got none',
      { csv: empty },
    ],
    [
      'column "x": penalties.irm.environments: groups must recur, got 8 in 8 training rows; name a column with fewer values',
      { penalties: 'irm: { weight: 1, environments: x }' },
    ],
    [
      'fix the cell, or name another column in penalties.slopes.sobolev.targets',
      { penalties: 'slopes: { sobolev: { weight: 1, targets: { site: x } } }' },
    ],
    [
      'penalties.slopes.sobolev.targets: must be a column of numbers, got "site", which penalties.irm.environments takes for groups',
      { penalties: `${irm}, slopes: { sobolev: { weight: 1, targets: { site: x } } }` },
    ],
    [
      'data.columns.site: must be left out, as penalties.irm.environments uses this column',
      { data: 'columns: { site: { scale: none } }' },
    ],
  ])('%s', async (message, given) => {
    await expect(load(given)).rejects.toThrow(message)
  })

  it.each<readonly [string, Case]>([
    [
      'penalties.slopes.sobolev.targets: no input is named "xx"; the inputs are x, island and site',
      { penalties: 'slopes: { sobolev: { weight: 1, targets: { slope: xx } } }' },
    ],
    [
      'penalties.slopes.sobolev.targets: must name inputs of one number, got "island", which has 2',
      { penalties: 'slopes: { sobolev: { weight: 1, targets: { slope: island } } }' },
    ],
  ])('%s', async (message, given) => {
    await expect(prepared(given)).rejects.toThrow(message)
  })
})
