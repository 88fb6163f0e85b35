import { expect, test } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { fitPreprocessing } from './fit-preprocessing.ts'
import { plain } from './notation.ts'
import { featureNames, type Preprocessing } from './preprocessing.ts'
import { preprocessingFromJSON } from './preprocessing-from-json.ts'
import { readTable } from './read-table.ts'
import type { Reading } from './reading.ts'
import type { Table } from './table.ts'
import { withCsv } from './temporary-csv.fixture.ts'
import { transformRows } from './transform.ts'

interface Fitted {
  readonly preprocessing: Preprocessing
  readonly features: readonly string[]
  /** One list a row. */
  readonly inputs: readonly number[][]
}

/** Fits one column `x` on its first `training` cells, and transforms all of them. */
async function fitted(
  cells: readonly string[],
  settings: string,
  training: number = cells.length,
): Promise<Fitted> {
  const { data } = parseConfig(
    `data: { file: x, target: y, ${settings} }\nmodel: { layers: [] }`,
    'a.yaml',
  )
  const text = `x,y\n${cells.map((cell, i) => `${cell},${i}`).join('\n')}\n`
  const x: Reading =
    data.columns.x?.type === 'categorical'
      ? 'categorical'
      : { kind: 'infer', purpose: 'input', decimal: null, thousands: null, dates: [] }
  const y: Reading = { kind: 'numeric', columns: [{ name: 'y', notation: plain }] }
  const table: Table = await withCsv(text, (path) =>
    readTable({
      ...data,
      path,
      readings: () =>
        new Map<string, Reading>([
          ['x', x],
          ['y', y],
        ]),
    }),
  )
  const target = table.columns.get('y')
  if (target === undefined) expect.unreachable()
  const rows = Int32Array.from(cells, (_, i) => i)
  const preprocessing = fitPreprocessing({ table, rows: rows.subarray(0, training) }, target, data)
  const features = featureNames(preprocessing)
  const flat = transformRows(table, rows, preprocessing)
  const inputs = cells.map((_, i) => [
    ...flat.subarray(i * features.length, (i + 1) * features.length),
  ])
  return { preprocessing, features, inputs }
}

const column = (inputs: readonly number[][]): (number | undefined)[] => inputs.map(([x]) => x)

test('standardising gives mean 0 and deviation 1 on the training part', async () => {
  const { inputs } = await fitted(['1', '3', '100'], 'scale: standardize', 2)
  expect(column(inputs)).toEqual([-1, 1, 98])
})

test('min–max scaling gives 0 to 1 on the training part, and goes on beyond', async () => {
  const { inputs } = await fitted(['2', '6', '10'], 'scale: minMax', 2)
  expect(column(inputs)).toEqual([0, 1, 2])
})

test('without scaling the numbers stay as they are, to the bit', async () => {
  const cells = ['0.1', '-7e-12', '16777217', '1e30']
  const { inputs } = await fitted(cells, 'scale: none')
  expect(column(inputs)).toEqual(cells.map((cell) => Math.fround(Number(cell))))
})

test.each(['standardize', 'minMax'])('%s divides a constant column by 1', async (scale) => {
  const { inputs } = await fitted(['0.1', '0.1', '0.1', '1.1'], `scale: ${scale}`, 3)
  expect(column(inputs)).toEqual([0, 0, 0, 1])
})

test('large numbers keep their differences', async () => {
  const cells = ['NA', '0.1', '1700000000', '1700000001', '0.1']
  const { preprocessing } = await fitted(cells.slice(2, 4), '')
  expect(preprocessing.inputs[0]).toMatchObject({ offset: 1700000000.5, scale: 0.5 })
  const { inputs } = await fitted(cells, 'missing: { numeric: median }, scale: none')
  expect(column(inputs)).toEqual([850000000, 0.1, 1700000000, 1700000001, 0.1].map(Math.fround))
})

test.each([
  ['mean', 4],
  ['median', 2],
  ['mostFrequent', 1],
])('a missing number becomes the %s of the training part', async (missing, fill) => {
  const cells = ['1', '', '1', 'NA', '3', '11', '1000']
  const { inputs } = await fitted(cells, `scale: none, missing: { numeric: ${missing} }`, 6)
  expect(column(inputs)).toEqual([1, fill, 1, fill, 3, 11, 1000])
})

test('a number can stand for a missing cell', async () => {
  const settings = "scale: none, missingValues: ['-999'], missing: { numeric: median }"
  const { inputs } = await fitted(['1', '-999', '-999.0', '3'], settings)
  expect(column(inputs)).toEqual([1, 2, 2, 3])
})

test('categories are those of the training part, in order, text or number', async () => {
  const texts = await fitted(['b', 'a', 'b', 'new'], '', 3)
  expect(texts.features).toEqual(['x=a', 'x=b'])
  expect(texts.inputs).toEqual([
    [0, 1],
    [1, 0],
    [0, 1],
    [0, 0],
  ])
  const numbers = await fitted(['10', '9', '10'], 'columns: { x: { type: categorical } }')
  expect(numbers.features).toEqual(['x=9', 'x=10'])
})

test('a missing text becomes a category of its own, or the most frequent one', async () => {
  const cells = ['b', 'a', '', 'b', '?']
  const own = await fitted(cells, '')
  expect(own.features).toEqual(['x=a', 'x=b', 'x=(missing)'])
  expect(own.inputs[2]).toEqual([0, 0, 1])
  const frequent = await fitted(cells, 'missing: { categorical: mostFrequent }')
  expect(frequent.features).toEqual(['x=a', 'x=b'])
  expect(frequent.inputs[4]).toEqual([0, 1])
})

test('a column without a value in the training part is refused', async () => {
  await expect(fitted(['', '', '5'], '', 2)).rejects.toThrow(
    'column "x": a column must have a value in the training part, got none',
  )
})

const auto = (maxOneHot: number) => `categories: { encoding: auto, maxOneHot: ${maxOneHot} }`

test('of two categories one is −1 and the other 1, and 0 is neither', async () => {
  const { features, inputs } = await fitted(['b', 'a', '', 'b', 'new'], auto(9), 4)
  expect(features).toEqual(['x=b'])
  expect(column(inputs)).toEqual([1, -1, 0, 1, 0])
})

test('up to maxOneHot categories have a number each, and more are one index that is 0 for others', async () => {
  const cells = ['c', 'a', '', 'b', 'c', 'new']
  const oneHot = await fitted(cells, auto(3), 5)
  expect(oneHot.features).toEqual(['x=a', 'x=b', 'x=c', 'x=(missing)'])
  expect(oneHot.inputs[0]).toEqual([0, 0, 1, 0])
  const index = await fitted(cells, auto(2), 5)
  expect(index.features).toEqual(['x'])
  expect(column(index.inputs)).toEqual([3, 1, 4, 2, 3, 0])
  const read = preprocessingFromJSON(JSON.parse(JSON.stringify(index.preprocessing)), 'a')
  expect(read).toEqual(index.preprocessing)
})

test('a column may be encoded otherwise than the rest, but three categories have no sign', async () => {
  const settings = (encoding: string) => `columns: { x: { encoding: ${encoding} } }`
  const { inputs } = await fitted(['b', 'a', 'b'], settings('index'))
  expect(column(inputs)).toEqual([2, 1, 2])
  await expect(fitted(['b', 'a', 'c'], settings('sign'))).rejects.toThrow(
    'column "x": data.columns.x.encoding: sign is for two categories, got 3 among the training rows; use oneHot, index or auto',
  )
})

test('robust scaling goes by the median and the quartiles, and draws far values in to ±3', async () => {
  const { inputs, preprocessing } = await fitted(
    ['1', '2', '3', '4', '5', '1000'],
    'scale: robust',
    5,
  )
  expect(preprocessing.inputs[0]).toMatchObject({ offset: 3, scale: 2, smoothClip: 3 })
  const drawnIn = (z: number): number => Math.fround(z / Math.sqrt(1 + (z / 3) * (z / 3)))
  expect(column(inputs)).toEqual([-1, -0.5, 0, 0.5, 1, 498.5].map(drawnIn))
  const equal = await fitted(['0', '0', '0', '0', '8'], 'scale: robust')
  expect(equal.preprocessing.inputs[0]).toMatchObject({ offset: 0, scale: 4 })
  const constant = await fitted(['2', '2'], 'scale: robust')
  expect(column(constant.inputs)).toEqual([0, 0])
})

test.each(['power', 'quantile'])('%s makes the training part standard normal', async (scale) => {
  const cells = Array.from({ length: 99 }, (_, i) => String(((i * 37) % 99) ** 2))
  const { inputs, preprocessing } = await fitted(cells, `scale: ${scale}`)
  const numbers = inputs.map(([x = 0]) => x).sort((a, b) => a - b)
  expect(numbers.reduce((sum, x) => sum + x, 0) / 99).toBeCloseTo(0, 1)
  expect(numbers.reduce((sum, x) => sum + x * x, 0) / 99).toBeCloseTo(1, 1)
  const read = preprocessingFromJSON(JSON.parse(JSON.stringify(preprocessing)), 'a')
  expect(read).toEqual(preprocessing)
})

test('an indicator says which numbers were missing, of columns in which some were', async () => {
  const settings = 'scale: none, missing: { indicator: true }'
  const { inputs, features } = await fitted(['1', '', '3', 'NA'], settings, 3)
  expect(features).toEqual(['x', 'x=(missing)'])
  expect(inputs).toEqual([
    [1, 0],
    [2, 1],
    [3, 0],
    [2, 1],
  ])
  const complete = await fitted(['1', '2', ''], settings, 2)
  expect(complete.features).toEqual(['x'])
})

test('knots that do not rise are no preprocessing', async () => {
  const { preprocessing } = await fitted(['1', '2', '3'], 'scale: quantile')
  const broken = JSON.parse(JSON.stringify(preprocessing).replace('[1,2,3]', '[1,2,2]'))
  expect(() => preprocessingFromJSON(broken, 'a')).toThrow('the knots of its curve must rise')
})
