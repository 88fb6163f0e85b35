import { afterAll, expect, test } from 'vitest'
import { Project } from '../cli/project.fixture.ts'
import { checkpointAt } from '../run/find-checkpoint.ts'
import { type Restored, restore } from '../train/restore.ts'
import { describeModel } from './page.ts'
import { predictJson } from './predict-json.ts'

const project = new Project()
afterAll(() => project.remove())

/** A model of y by the other columns of a table. */
async function trained(table: string, data: string, layer = 'dense'): Promise<Restored> {
  project.write('table.csv', table)
  project.write(
    'table.yaml',
    `
data: { file: table.csv, target: y, ${data} }
model: { layers: [{ ${layer}: 3 }] }
training: { epochs: 1 }`,
  )
  const { out, err } = await project.run(['train', 'table.yaml', '--json', '-q'])
  if (out === '') throw new Error(err)
  return restore(checkpointAt(JSON.parse(out).run))
}

const predictionsOf = async (model: Restored, rows: readonly object[]) =>
  (await predictJson(model, rows)).predictions

test('a missing value in the only column is filled, and each row has its own prediction', async () => {
  const table = `x,y\n${Array.from({ length: 20 }, (_, i) => `${i},${3 * i}\n`).join('')},5\n`
  const model = await trained(table, 'missing: { numeric: mean }')
  const [missing, five, mean] = await predictionsOf(model, [{ x: null }, { x: 5 }, { x: ' ' }])
  expect(missing).not.toBeNull()
  expect(mean).toEqual(missing)
  expect(five).not.toEqual(missing)
  expect(await predictionsOf(model, [{ x: 5 }])).toEqual([five])
  expect(await predictionsOf(model, [{ x: null }])).toEqual([missing])
})

test('null is missing where an empty text is not', async () => {
  const kinds = ['a', 'b', '?', 'b']
  const table = `x,kind,y\n${Array.from({ length: 24 }, (_, i) => `${i % 5 ? i : '?'},${kinds[i % 4]},${i}\n`).join('')}`
  const model = await trained(
    table,
    'missingValues: { only: ["?"] }, missing: { numeric: mean, categorical: category }',
  )
  const rows = [
    { x: 1, kind: null },
    { x: 1, kind: '?' },
    { x: null, kind: 'a' },
    { x: '?', kind: 'a' },
    { x: 1, kind: '' },
  ]
  const [nullKind, markedKind, nullNumber, markedNumber, empty] = await predictionsOf(model, rows)
  expect(nullKind).toEqual(markedKind)
  expect(nullNumber).toEqual(markedNumber)
  expect(empty).not.toEqual(nullKind)
})

test.each([
  ['day', (step: number) => `2024-03-0${step + 1}`, 'date'],
  ['t', (step: number) => `${step}`, 'number'],
] as const)(
  'the example of a model whose steps are ordered by %s is answered',
  async (name, at, kind) => {
    const rows = Array.from(
      { length: 30 },
      (_, i) => `${i % 10},${at(Math.floor(i / 10))},${(i * 7) % 5},${i % 10}`,
    )
    const model = await trained(
      `id,${name},x,y\n${rows.join('\n')}\n`,
      `task: regression, sequence: { id: id, time: ${name} }`,
      'gru',
    )
    const { columns, example } = describeModel(model)
    expect(columns.find((column) => column.name === name)?.kind).toBe(kind)
    expect(await predictionsOf(model, [example])).toEqual([expect.objectContaining({ id: '1' })])
  },
)
