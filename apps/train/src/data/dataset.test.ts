import { Rng } from '@sobolev/core'
import { expect, test } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { type Dataset, loadDataset } from './dataset.ts'
import { withCsv } from './temporary-csv.fixture.ts'

/** Loads `text` under the settings that follow `data: { file, target: y`. */
function load(text: string | Uint8Array, settings = '', seed = 1): Promise<Dataset> {
  return withCsv(text, (path) => {
    const data = `data: { file: ${path}, target: y${settings === '' ? '' : `, ${settings}`} }`
    const config = parseConfig(`${data}\nmodel: { layers: [] }\n`, 'a.yaml')
    return loadDataset(config, { rng: new Rng(seed) })
  })
}

const rows = (count: number, row: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => row(i)).join('\n')
const mixed = `n,t,y\n${rows(100, (i) => `${i % 7 === 0 ? '' : i},${'abc'[i % 3]},${i % 2 ? 'yes' : 'no'}`)}\n`

test('text in the target makes classes, sorted; text in an input one feature a category', async () => {
  const set = await load(mixed)
  expect(set.task).toBe('classification')
  expect(set.classes).toEqual(['no', 'yes'])
  expect(set.features).toEqual(['n', 't=a', 't=b', 't=c'])
  expect([set.training.rows, set.validation.rows]).toEqual([80, 20])
  expect(set.training.inputs).toHaveLength(80 * 4)
  const first = (set.training.rowNumbers[0] ?? 0) - 2
  expect([...set.training.inputs.slice(1, 4)]).toEqual(
    [0, 1, 2].map((category) => Number(first % 3 === category)),
  )
  expect(set.training.targets[0]).toBe(first % 2)
  expect(set.sources).toMatchObject([{ rows: 100, bytes: mixed.length }])
})

test('columns are named by patterns, to be inputs or to be left out', async () => {
  const text = `id1,id2,px1,px2,px10,y,w*\n${rows(20, (i) => `${i},${i},${i % 3},${i % 5},${i % 7},${i % 2},${i}`)}\n`
  const features = async (settings: string) => (await load(text, settings)).features
  expect(await features('inputs: [px*]')).toEqual(['px1', 'px2', 'px10'])
  const manyStars = '*'.repeat(40)
  expect(await features(`inputs: ["*x*1*", "${manyStars}2"]`)).toEqual([
    'id2',
    'px1',
    'px2',
    'px10',
  ])
  expect(await features('inputs: ["px*x1", px1]').catch(String)).toMatch('no input matches "px*x1"')
  expect(await features('inputs: [px1, id*]')).toEqual(['id1', 'id2', 'px1'])
  expect(await features('exclude: [id*, w*]')).toEqual(['px1', 'px2', 'px10'])
  expect(await features('inputs: ["*"], exclude: ["*d?", "p*1*"]').catch(String)).toMatch(
    'data.exclude: no input matches "*d?"; the columns are id1, id2',
  )
  expect(await features('inputs: ["*"], exclude: ["p*1*"]')).toEqual(['id1', 'id2', 'px2', 'w*'])
  await expect(features('inputs: [px3]')).rejects.toThrow(
    'data.inputs: no column is named "px3"; did you mean "px',
  )
  await expect(features('inputs: [px1, y]')).rejects.toThrow(
    'data.inputs: must not name "y", which the config uses for something else',
  )
  await expect(features('inputs: [px1], columns: { px2: { scale: none } }')).rejects.toThrow(
    'data.columns.px2: must be left out, as data.exclude or data.inputs leaves this column out',
  )
})

test.each([
  ['two integers', (i: number) => String(i % 2), 'classification', ['0', '1']],
  [
    'integers out of order',
    (i: number) => String(10 - (i % 3)),
    'classification',
    ['8', '9', '10'],
  ],
  ['integers with a point', (i: number) => `${i % 2}.0`, 'classification', ['0.0', '1.0']],
  ['truth values', (i: number) => String(i % 2 === 0), 'classification', ['false', 'true']],
  ['many integers', (i: number) => String(i), 'regression', []],
  ['fractions', (i: number) => String((i % 3) / 2), 'regression', []],
])('a target of %s is inferred', async (_, target, task, classes) => {
  const set = await load(`x,y\n${rows(50, (i) => `${i},${target(i)}`)}\n`)
  expect([set.task, set.classes]).toEqual([task, classes])
})

test('few rows with integers that do not recur are a regression', async () => {
  expect((await load(`x,y\n${rows(12, (i) => `${i},${i}`)}\n`)).task).toBe('regression')
})

test('a regression target is standardised on the training part, unless it is asked not to be', async () => {
  const text = `x,y\n${rows(50, (i) => `${i},${i * 3}.5`)}\n`
  const set = await load(text)
  const { target } = set.preprocessing
  if (target.kind !== 'number') expect.unreachable()
  const values = [...set.training.rowNumbers].map((row) => (row - 2) * 3 + 0.5)
  const mean = values.reduce((a, b) => a + b) / values.length
  expect(target.mean).toBeCloseTo(mean, 9)
  expect(set.training.targets[0]).toBeCloseTo(((values[0] ?? 0) - mean) / target.scale, 5)
  const plain = await load(text, 'scaleTarget: false')
  expect(plain.preprocessing.target).toMatchObject({ mean: 0, scale: 1 })
  expect(plain.training.targets[0]).toBe(values[0])
})

test.each([
  ['scaleTarget: log', 'data.scaleTarget: log'],
  ['clampPredictions: true', 'data.clampPredictions'],
])('%s is for a target of numbers', async (settings, named) => {
  await expect(load(`x,y\n${rows(12, (i) => `${i},${'ab'[i % 2]}`)}\n`, settings)).rejects.toThrow(
    `column "y": ${named} is for a target of numbers, and this one is read as classes; leave it out, or set data.task: regression`,
  )
})

test('the validation rows do not influence what is fitted', async () => {
  const text = (part: (i: number) => string, validation: string): string =>
    `part,n,t,y\n${rows(60, (i) => (i % 3 === 0 ? `test,${validation}` : `${part(i)},${i},${'ab'[i % 2]},${i}.5`))}\n`
  const settings = 'missing: { numeric: median }, validation: { column: part, value: test }'
  const one = await load(
    text(() => 'train', '5,a,1'),
    settings,
  )
  const other = await load(
    text(() => 'train', '-1e9,zzz,1e12'),
    settings,
  )
  expect(other.preprocessing).toEqual(one.preprocessing)
  expect(other.training.inputs).toEqual(one.training.inputs)
  expect(other.training.targets).toEqual(one.training.targets)
  expect(other.validation.inputs).not.toEqual(one.validation.inputs)
})

test('the split follows the seed and keeps the proportions of the classes', async () => {
  const text = `x,y\n${rows(100, (i) => `${i},${i < 95 ? 'often' : 'rare'}`)}\n`
  const one = await load(text, '', 1)
  expect((await load(text, '', 1)).validation.rowNumbers).toEqual(one.validation.rowNumbers)
  for (const seed of [2, 3, 4, 5]) {
    const { validation } = await load(text, '', seed)
    expect(validation.rowNumbers).not.toEqual(one.validation.rowNumbers)
    expect(validation.targets.filter((index) => index === 1)).toHaveLength(1)
  }
})

test('a column decides the split and is no input', async () => {
  const text = `x,part,y\n${rows(20, (i) => `${i},${i % 4},${i}.5`)}\n`
  const set = await load(text, 'validation: { column: part, train: [0, 1, 2], validation: 3 }')
  expect(set.features).toEqual(['x'])
  expect([...set.validation.rowNumbers]).toEqual([5, 9, 13, 17, 21])
})

test('the value that marks validation is compared as a number where both are', async () => {
  const text = `x,fold,y\n${rows(20, (i) => `${i},${i % 2 ? 3 : 1}.0,${i}.5`)}\n`
  const set = await load(text, 'validation: { column: fold, value: 3 }')
  expect([...set.validation.rowNumbers]).toEqual([3, 5, 7, 9, 11, 13, 15, 17, 19, 21])
})

test('a second file validates, its columns found by name and read as in the first', async () => {
  const training = `a,t,y\n${rows(20, (i) => `${i},${'uv'[i % 2]},${i}.5`)}\n`
  await withCsv('t,extra,y,a\nv,?,1,100\n1,?,2,200\n', async (other) => {
    const set = await load(training, `validation: { file: ${other} }`)
    expect([set.training.rows, set.validation.rows]).toEqual([20, 2])
    expect([...set.validation.inputs.slice(1, 3)]).toEqual([0, 1])
    expect([...set.validation.inputs.slice(4, 6)]).toEqual([0, 0])
    expect(set.sources.map((source) => source.rows)).toEqual([20, 2])
  })
})

test('rows with a missing target are left out where that is asked for', async () => {
  const text = `x,y\n${rows(20, (i) => `${i},${i === 4 ? 'NaN' : `${i}.5`}`)}\n`
  const set = await load(text, 'missingTarget: drop')
  expect(set.training.rows + set.validation.rows).toBe(19)
  expect([...set.training.rowNumbers, ...set.validation.rowNumbers]).not.toContain(6)
})

test('a file without a header has numbered columns', async () => {
  const text = `${rows(20, (i) => `${i},${i % 2 ? 'R' : 'M'}`)}\n`
  const set = await withCsv(text, (path) => {
    const config = parseConfig(
      `data: { file: ${path}, target: column2, header: false }\nmodel: { layers: [] }`,
      'a.yaml',
    )
    return loadDataset(config, { rng: new Rng(0) })
  })
  expect([set.features, set.classes]).toEqual([['column1'], ['M', 'R']])
})

test('progress runs from 0 to 1 over both files', async () => {
  const text = `x,y\n${rows(40_000, (i) => `${i},${i}.5`)}\n`
  const seen: number[] = []
  await withCsv(text, async (path) => {
    const config = parseConfig(
      `data: { file: ${path}, target: y, validation: { file: ${path} } }\nmodel: { layers: [] }`,
      'a.yaml',
    )
    const onProgress = (fraction: number): number => seen.push(fraction)
    await loadDataset(config, { rng: new Rng(0), onProgress })
  })
  expect(seen).toEqual([...seen].sort((a, b) => a - b))
  expect(seen.some((fraction) => fraction > 0.1 && fraction < 0.5)).toBe(true)
  expect(seen.at(-1)).toBe(1)
})

const numbers = rows(20, (i) => `${i},${i}.5`)
const classes = rows(20, (i) => `${i},${i % 2 ? 'a' : 'b'}`)
const long = rows(1500, (i) => `${i},${i}.5`)

test.each([
  [
    'text in a numeric column',
    `x,y\n${numbers}\nabc,1\n`,
    '',
    'data.csv row 22, column "x": most cells of this column are numbers, but this one is "abc"; fix the cell, add its text to data.missingValues, or set data.columns.x.type: categorical',
  ],
  [
    'text far down',
    `x,y\n${long}\nabc,1\n`,
    '',
    'data.csv row 1502, column "x": most cells of this column are numbers, but this one is "abc"; fix the cell',
  ],
  [
    'text in a column said to be numeric',
    'x,y\na,1\nb,2\n',
    'columns: { x: { type: numeric } }',
    'data.csv row 2, column "x": must be a number, got "a"',
  ],
  [
    'a number too large',
    `x,y\n${numbers}\n1e400,1\n`,
    '',
    'data.csv row 22, column "x": must be a finite float32 number, got "1e400"',
  ],
  ['an unknown target', 'x,z\n1,2\n', '', 'data.target: no column is named "y"'],
  [
    'the columns, for an unknown target',
    'x,z\n1,2\n',
    '',
    'data.target: no column is named "y"; the columns are x and z',
  ],
  [
    'cells between spaces',
    'a b y\n1 2 3\n',
    '',
    'its cells look separated by spaces: set data.delimiter: " ", which stands for one or more',
  ],
  ['a line for Excel', 'sep=;\nx;y\n1;2\n', '', 'its first line is for Excel alone: delete it'],
  ['a first line of 120,000 characters', `${'5€ '.repeat(40_000)}\n1\n`, '', 'no column is named'],
  ['cells between colons', 'a:b:y\n1:2:3\n', '', 'set data.delimiter: ":"'],
  [
    'a comment as a header',
    '# made by hand\nx,y\n1,2\n',
    '',
    'its first row looks like a comment: set data.comment: "#"',
  ],
  [
    'a misspelt column',
    `x_long,y\n${numbers}\n`,
    'exclude: [x_logn]',
    'data.exclude: no column is named "x_logn"; did you mean "x_long"? the columns are x_long and y',
  ],
  [
    'a target that is left out too',
    `x,y\n${numbers}\n`,
    'exclude: [x, y]',
    'data.exclude: must not name "y", which is data.target; take one of the two back',
  ],
  [
    'a file that has no header after all',
    '1.5,2\n2.5,3\n',
    '',
    'its first row looks like data: set data.header: false',
  ],
  [
    'one class only',
    `x,y\n${rows(20, (i) => `${i},same`)}\n`,
    '',
    'column "y": a target must have at least 2 classes among the rows to train on, got only "same"',
  ],
  [
    'a NaN target',
    `x,y\n${numbers}\n1,NaN\n2,\n`,
    '',
    'data.csv row 22, column "y": the target must not be missing, got "NaN", which data.missingValues takes for no value, here (and in 1 more row); fill it in, set data.missingTarget: drop',
  ],
  [
    'a missing class',
    `x,y\n${classes}\n1,\n`,
    '',
    'data.csv row 22, column "y": the target must not be missing',
  ],
  [
    'an infinite target',
    `x,y\n${numbers}\n1,inf\n`,
    '',
    'data.csv row 22, column "y": must be a finite float32 number, got "inf"',
  ],
  [
    'text in a regression target',
    `x,y\n${numbers}\n1,abc\n`,
    'task: regression',
    'data.csv row 22, column "y": must be a number, got "abc"; fix the cell, add its text to data.missingValues, or set data.task: classification',
  ],
  [
    'a column without any value',
    `x,e,y\n${rows(20, (i) => `${i},NA,${i}.5`)}\n`,
    '',
    'column "e": must have a value in some row, got none; leave it out with data.exclude: [e]',
  ],
  [
    'names as categories',
    `x,name,y\n${rows(150, (i) => `${i},name ${i},${i}.5`)}\n`,
    '',
    'column "name": categories must recur, got 150 different texts in 150 cells, such as "name 0" and "name 1"; leave the column out with data.exclude: [name]',
  ],
  [
    'names as classes',
    `x,y\n${rows(300, (i) => `${i},name ${i}`)}\n`,
    '',
    'column "y": classes must recur',
  ],
  ['no input', 'y\n1\n2\n', '', 'data.csv: no column is left as an input'],
  [
    'one row',
    'x,y\n1,2\n',
    '',
    'data.csv: rows must be enough for a training and a validation part, got 1; add rows',
  ],
  [
    'a row of each class',
    'x,y\n1,a\n2,b\n3,c\n',
    'task: classification',
    'column "y": classes must recur, got 3 different ones in 3 rows',
  ],
  [
    'a mean of categories',
    mixed,
    'columns: { t: { missing: mean } }',
    'data.columns.t.missing: must be one of drop, mostFrequent and category for a categorical column, got mean',
  ],
  [
    'a scale of categories',
    mixed,
    'columns: { t: { scale: minMax } }',
    'data.columns.t.scale: must be left out for a categorical column',
  ],
  [
    'a category of numbers',
    mixed,
    'columns: { n: { missing: category } }',
    'data.columns.n.missing: must be one of drop, mean, median and mostFrequent for a numeric column',
  ],
  [
    'settings of the target',
    mixed,
    'columns: { y: { missing: drop } }',
    'data.columns.y: must hold only type, decimal and thousands, as this is the target; see data.missingTarget',
  ],
  [
    'a type against the task',
    mixed,
    'task: regression, columns: { y: { type: categorical } }',
    'data.columns.y: type: must be numeric, as data.task is regression',
  ],
  [
    'a value that no row has',
    mixed,
    'validation: { column: t, value: z }',
    'column "t": data.validation: no row reads "z"; the values are "a", "b" and "c"',
  ],
  [
    'a class that only validates',
    `x,part,y\n${rows(20, (i) => `${i},1,${i % 2 ? 'a' : 'b'}`)}\n9,2,new\n`,
    'validation: { column: part, value: 2 }',
    'data.csv row 22, column "y": a class must occur in the training part, got "new" beside a and b',
  ],
  [
    'every row left out',
    `x,y\n${rows(9, (i) => `${i ? '' : 1},${i ? 'a' : ''}`)}\n`,
    'missing: { numeric: drop }, missingTarget: drop',
    'some row must have a value in each of y and x, got none',
  ],
])('%s is refused', async (_, text, settings, fault) => {
  await expect(load(text, settings)).rejects.toMatchObject({
    name: 'InputError',
    exitCode: 2,
    message: expect.stringContaining(fault),
  })
})
