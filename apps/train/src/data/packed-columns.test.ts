import { expect, test } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { gatherBatch, sliceBatch } from '../train/batch.ts'
import { transformExamples } from './examples.ts'
import { fitPreprocessing } from './fit-preprocessing.ts'
import { plain } from './notation.ts'
import { packingOf, valuesOfFeature } from './packed-columns.ts'
import { featureNames, type InputColumn } from './preprocessing.ts'
import { readTable } from './read-table.ts'
import type { Reading } from './reading.ts'
import { withCsv } from './temporary-csv.fixture.ts'

/** A number, a column of five categories, of which the last row has another, and a column of one. */
const text = `x,c,d,y\n${[0, 1, 2, 3, 4, 5]
  .map((i) => `${i * i},${i === 1 ? '' : `c${i % 5}`},only,${i}`)
  .join('\n')}\n7,new,,6\n`
const { data } = parseConfig('data: { file: x, target: y }\nmodel: { layers: [] }', 'a.yaml')
const number = (name: string): [string, Reading] => [
  name,
  { kind: 'numeric', columns: [{ name, notation: plain }] },
]
const readings = new Map<string, Reading>([
  number('x'),
  ['c', 'categorical'],
  ['d', 'categorical'],
  number('y'),
])
const table = await withCsv(text, (path) =>
  readTable({ ...data, path, readings: () => new Map(readings) }),
)
const rows = Int32Array.from([0, 1, 2, 3, 4, 5, 6])
const target = table.columns.get('y')
if (target === undefined) expect.unreachable()
const preprocessing = fitPreprocessing({ table, rows: rows.subarray(0, 6) }, target, data)
const features = featureNames(preprocessing)
const partWith = (packed: ReturnType<typeof packingOf>) => ({
  ...transformExamples({ table, rows }, preprocessing, packed),
  ...{ rows: rows.length, targets: new Float32Array(rows.length), rowNumbers: rows },
})
const [plainPart, packedPart] = [null, packingOf(preprocessing.inputs, 7, 0)].map(partWith)

test('packed rows are one number a column, and batches of them what they are of others', () => {
  if (plainPart === undefined || packedPart === undefined) expect.unreachable()
  expect(features).toEqual(['x', 'c=c0', 'c=c2', 'c=c3', 'c=c4', 'c=(missing)', 'd=only'])
  expect(packedPart.inputs).toHaveLength(7 * 3)
  expect(plainPart.inputs).toHaveLength(7 * 7)
  const order = [6, 1, 3]
  expect(gatherBatch(packedPart, order, 0, 3)).toEqual(gatherBatch(plainPart, order, 0, 3))
  expect(sliceBatch(packedPart, 1, 7)).toEqual(sliceBatch(plainPart, 1, 7))
  expect([...sliceBatch(packedPart, 6, 7).inputs.data].slice(1)).toEqual([0, 0, 0, 0, 0, 0])
})

test('the values of a feature are found in packed rows too', () => {
  if (plainPart === undefined || packedPart === undefined) expect.unreachable()
  const valuesOf = (feature: number): number[][] =>
    [plainPart, packedPart].map((part) => [...valuesOfFeature(part, feature, 7)])
  for (const feature of [0, 6]) expect(valuesOf(feature)[1]).toEqual(valuesOf(feature)[0])
  expect(valuesOf(3)[1]).toEqual([0, 1])
})

test('rows are packed where that makes much of them small, and small ones are not', () => {
  const category = (count: number): InputColumn => ({
    ...{ kind: 'categorical', name: 'c', missing: 'category', fill: null },
    categories: Array.from({ length: count }, (_, i) => `c${i}`),
  })
  expect(packingOf([category(100)], 1000)).toBeNull()
  expect(packingOf([category(4000), category(2)], 300_000)).toEqual({
    widths: Int32Array.from([4000, 2]),
    features: 4002,
  })
  expect(packingOf([category(3), category(1), category(1)], 10_000_000)).toBeNull()
})
