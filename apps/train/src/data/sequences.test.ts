import { Rng } from '@sobolev/core'
import { expect, test } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { type Dataset, loadDataset } from './dataset.ts'
import type { Part } from './part.ts'
import { withCsv } from './temporary-csv.fixture.ts'

/** Loads `text` as sequences of the column `id` in the order of `t`; `settings` follow in `data`. */
function load(text: string, settings = '', sequence = '{ id: id, time: t }'): Promise<Dataset> {
  return withCsv(text, (path) => {
    const others = settings === '' ? '' : `, ${settings}`
    const data = `data: { file: ${path}, target: y, sequence: ${sequence}${others} }`
    const config = parseConfig(`${data}\nmodel: { layers: [] }\n`, 'a.yaml')
    return loadDataset(config, { rng: new Rng(1) })
  })
}

/** Rows id,t,x,y of `count` sequences of 2 to 5 steps; x is 10 times the sequence and the step. */
function sequences(count: number): string[] {
  return Array.from({ length: count }, (_, i) =>
    Array.from({ length: 2 + (i % 4) }, (_, t) => `s${i},${t},${10 * i + t},${i % 2 ? 'p' : 'q'}`),
  ).flat()
}

const csv = (rows: readonly string[]): string => `id,t,x,y\n${rows.join('\n')}\n`
const unscaled = 'scale: none'

/** The steps of each sequence of a part, without its padding, by the row of its target. */
function stepsOf({ inputs, steps, lengths, rows, rowNumbers }: Part): Map<number, number[]> {
  const room = inputs.length / rows
  return new Map(
    Array.from(rowNumbers, (row, i) => {
      const length = lengths?.[i] ?? steps ?? 0
      return [row, [...inputs.subarray(i * room, i * room + (room / (steps ?? 1)) * length)]]
    }),
  )
}

test('rows with one id are the steps of one example, with zeros after the last', async () => {
  const set = await load(csv(sequences(20)), unscaled)
  expect([set.training.rows, set.validation.rows, set.steps]).toEqual([16, 4, 5])
  expect([set.features, set.classes]).toEqual([['x'], ['p', 'q']])
  const { inputs, lengths, steps, targets } = set.training
  const first = (inputs[0] ?? 0) / 10
  expect(lengths?.[0]).toBe(2 + (first % 4))
  expect([steps, inputs.length]).toEqual([5, 16 * 5])
  expect([...inputs.subarray(0, 5)]).toEqual(
    Array.from({ length: 5 }, (_, t) => (t < 2 + (first % 4) ? 10 * first + t : 0)),
  )
  expect(set.classes[targets[0] ?? -1]).toBe(first % 2 ? 'p' : 'q')
  expect(set.notices).toEqual([])
})

test('parts are of whole sequences, and the same share of every class', async () => {
  const set = await load(csv(sequences(40)), unscaled)
  const idsOf = (part: Part): number[] =>
    Array.from(stepsOf(part).values(), ([x = 0]) => Math.floor(x / 10))
  const [training, validation] = [idsOf(set.training), idsOf(set.validation)]
  expect(new Set([...training, ...validation]).size).toBe(40)
  expect([training.length, validation.length]).toEqual([32, 8])
  expect(validation.filter((id) => id % 2 === 0)).toHaveLength(4)
})

test('the order of the rows in the file does not matter where they have a time, and is told', async () => {
  const rows = sequences(20)
  const order = new Rng(5).permutation(rows.length).data
  const mixed = await load(csv(Array.from(order, (row) => rows[row] ?? '')), unscaled)
  for (const part of [mixed.training, mixed.validation]) {
    for (const steps of stepsOf(part).values()) {
      expect(steps).toEqual(steps.map((_, t) => (steps[0] ?? 0) + t))
    }
  }
  expect(mixed.notices).toMatchObject([
    { column: 't', text: expect.stringMatching(/^the rows of \d+ of 20 sequences were not in/) },
  ])
  const inFile = await load(csv(rows.toReversed()), `${unscaled}, exclude: [t]`, '{ id: id }')
  const [first = []] = stepsOf(inFile.training).values()
  expect(first.slice(0, 2)).toEqual([first[0], (first[0] ?? 0) - 1])
})

test('times close to each other, and dates, are told apart', async () => {
  const eight = (times: readonly string[]): string =>
    csv([...'abcdefgh'].flatMap((id, i) => times.map((t, x) => `${id},${t},${x},${i % 2}`)))
  const close = await load(eight(['8192.0004', '8192.0001', '8192.0003', '8192.0002']), unscaled)
  expect([...close.training.inputs.subarray(0, 4)]).toEqual([1, 3, 2, 0])
  const dated = await load(eight(['2024-02-01', '2024-01-31']), unscaled)
  expect([...dated.training.inputs.subarray(0, 2)]).toEqual([1, 0])
  expect(dated.notices.map(({ text }) => text).join()).not.toMatch(/takes parts/)
})

test('preprocessing is fitted on all rows of the training sequences, and on no others', async () => {
  const rows = sequences(20).map((row, i) => `${row},${i}`)
  const set = await load(`id,t,x,y,i\n${rows.join('\n')}\n`, 'exclude: [i]')
  const values: number[] = []
  const { preprocessing } = set
  const [input] = preprocessing.inputs
  if (input?.kind !== 'numeric') expect.unreachable()
  for (const steps of stepsOf(set.training).values()) {
    values.push(...steps.map((step) => step * input.scale + input.offset))
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  expect(input.offset).toBeCloseTo(mean, 3)
  expect(preprocessing.sequence).toEqual({
    id: 'id',
    target: 'id',
    time: { name: 't', notation: expect.anything() },
    steps: 5,
  })
})

test('a target in one row of a sequence is enough; of none it is left out or an error', async () => {
  const rows = sequences(20).map((row, i, all) =>
    row.split(',')[0] === all[i - 1]?.split(',')[0] ? row.replace(/[pq]$/, '') : row,
  )
  expect((await load(csv(rows))).training.rows).toBe(16)
  const without = rows.map((row) => (row.startsWith('s3,') ? row.replace(/[pq]$/, '') : row))
  await expect(load(csv(without))).rejects.toThrow(
    /row 11, column "y": a sequence must have a target in one of its rows, id "s3" has none; /,
  )
  expect((await load(csv(without), 'missingTarget: drop')).training.rows).toBe(15)
})

test.each([
  ['a,0,1,p\na,1,2,q\nb,0,1,q', /row 3, column "y": must be the same in all rows of id "a", got/],
  ['a,0,1,p\n,1,2,p\nb,0,1,q', /row 3, column "id": a row must say which sequence it is/],
  ['a,0,1,p\na,,2,p\nb,0,1,q', /row 3, column "t": a step must have a time, got an empty cell/],
  [
    'a,0,1,p\na,soon,2,p\nb,0,1,q',
    /row 3, column "t": must be a number or a date such as 2020-12-31, got "soon"/,
  ],
])('%s is an error with its place', async (rows, message) => {
  await expect(load(csv([rows]))).rejects.toThrow(message)
})

test.each([
  ['shape: [2, 1]', '{ id: id }', /data.shape: must be left out, as data.sequence makes the/],
  ['', '{ id: t, time: t }', /id and time must be two columns, got t for both/],
  ['', '{ id: y }', /data.sequence.id: must not be "y", which is data.target/],
  ['', '{ id: ids }', /data.sequence.id: no column is named "ids"; did you mean "id"\?/],
  ['exclude: [t]', '{ id: id, time: t }', /data.exclude: must not name "t", which is data.seq/],
  ['columns: { t: { scale: none } }', '{ id: id, time: t }', /data.columns.t: must hold only/],
  ['validation: { column: t, value: 1 }', '{ id: id, time: t }', /must not be "t", which marks/],
])('%s beside sequence %s is an error', async (settings, sequence, message) => {
  await expect(async () => load(csv(sequences(8)), settings, sequence)).rejects.toThrow(message)
})

test('a column that marks the parts is of whole sequences', async () => {
  const marked = (mark: (i: number, t: string | undefined) => string): string =>
    `id,t,x,y,part\n${sequences(12)
      .map((row) => `${row},${mark(Number(/\d+/.exec(row)?.[0]), row.split(',')[1])}`)
      .join('\n')}\n`
  const validation = 'validation: { column: part, validation: val }'
  const set = await load(
    marked((i) => (i < 3 ? 'val' : 'train')),
    validation,
  )
  expect([set.training.rows, set.validation.rows]).toEqual([9, 3])
  await expect(
    load(
      marked((_, t) => (t === '0' ? 'val' : 'train')),
      validation,
    ),
  ).rejects.toThrow(
    'column "part": must be the same in all rows of id "s0", got "train" here and "val" in row 2',
  )
})

test('single steps, two rows of one time, and steps without a needed cell are told', async () => {
  const rows = [...sequences(20), 'single,0,1,p']
  rows[1] = 's0,0,1,q'
  rows[4] = rows[4]?.replace(/,\d+,([pq])$/, ',,$1') ?? ''
  const { notices } = await load(csv(rows), 'missing: { numeric: drop }')
  expect(notices.map(({ text }) => text)).toEqual([
    '1 of 21 sequences has two rows of one time, first in row 3 (id "s0"): they keep the order of the file',
    '1 of 71 steps is left out for missing cells',
    '1 of 21 sequences has one step only',
  ])
})

test('sequences of other files have room for their own steps, and the same ones are told', async () => {
  const other = csv([...Array.from({ length: 9 }, (_, t) => `long,${t},${t},p`), ...sequences(1)])
  await withCsv(other, async (path) => {
    const set = await load(csv(sequences(4)), `${unscaled}, validation: { file: ${path} }`)
    const { validation, training } = set
    expect([training.steps, validation.steps]).toEqual([5, 9])
    expect([...(validation.lengths ?? [])]).toEqual([9, 2])
    expect(set.notices.map(({ text }) => text)).toEqual([
      'the longest validation sequence has 9 steps, more than the 5 of the longest that was trained on; all of them are used',
      expect.stringContaining('1 of 2 validation sequences (50 %) are training sequences too'),
    ])
  })
})

test('of equal lengths there are none, and no limit to how many ids there may be', async () => {
  const rows = Array.from({ length: 24_000 }, (_, i) => `s${i >> 1},${i & 1},${i},${(i >> 1) & 1}`)
  const { training, validation } = await load(csv(rows))
  expect([training.rows, training.steps, training.lengths]).toEqual([9600, 2, null])
  expect([validation.rows, validation.lengths]).toEqual([2400, null])
})

test('ids that are one number in several spellings are told', async () => {
  const rows = sequences(20).map((row) => row.replace(/^s1,1,/, '7.0,1,').replace(/^s1,/, '7,'))
  expect((await load(csv(rows))).notices.map(({ text }) => text)).toContainEqual(
    expect.stringContaining('"7" and "7.0" stay apart'),
  )
})

test('a target for each step is that of its row, in order of time, and a step without one may be left out', async () => {
  const sequence = '{ id: id, time: t, target: step }'
  const rows = sequences(20).map((row, i) => row.replace(/.$/, i % 2 ? 'p' : 'q'))
  const order = new Rng(5).permutation(rows.length).data
  const shuffled = Array.from(order, (row) => rows[row] ?? '')
  const { training, validation } = await load(csv(shuffled), unscaled, sequence)
  expect([training.rows, validation.rows]).toEqual([16, 4])
  for (const { targets, stepRows, lengths, rows: count } of [training, validation]) {
    const { starts, positions } = stepRows ?? { starts: [], positions: [] }
    expect(Array.from(lengths ?? [], (_, i) => (starts[i + 1] ?? 0) - (starts[i] ?? 0))).toEqual([
      ...(lengths ?? []),
    ])
    expect([starts.length, starts[count]]).toEqual([count + 1, targets.length])
    const texts = Array.from(positions, (position) => shuffled[position]?.at(-1))
    expect(Array.from(targets, (target) => 'pq'[target])).toEqual(texts)
  }
  const without = csv(shuffled.with(7, shuffled[7]?.replace(/.$/, '') ?? ''))
  await expect(load(without, unscaled, sequence)).rejects.toThrow(
    /row 9, column "y": the target must not be missing/,
  )
  const fewer = await load(without, `${unscaled}, missingTarget: drop`, sequence)
  const steps = fewer.training.targets.length + fewer.validation.targets.length
  expect(steps).toBe(rows.length - 1)
  const single = csv(sequences(20).map((row, i) => row.replace(/.$/, i % 2 ? 'p' : 'q')))
  await expect(load(single, unscaled)).rejects.toThrow(/set data.sequence.target: step/)
})
