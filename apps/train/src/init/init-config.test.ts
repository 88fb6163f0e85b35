import { writeFileSync } from 'node:fs'
import { afterAll, expect, it } from 'vitest'
import { parse } from 'yaml'
import { Project } from '../cli/project.fixture.ts'
import { halves } from '../data/idx.fixture.ts'
import { initConfig } from './init-config.ts'

const project = new Project()
afterAll(() => project.remove())

/** The config that is made for a table. */
async function configOf(
  table: string,
  target = 'y',
): Promise<{ text: string; data: Record<string, unknown> }> {
  const path = project.write('table.csv', table)
  const { text } = await initConfig({ path, target, folder: project.folder })
  const { data } = parse(text)
  return { text, data }
}

/** Lines of a table with 30 rows. */
const rows = (row: (index: number) => string, count = 30): string =>
  Array.from({ length: count }, (_, index) => `${row(index)}\n`).join('')

const noise = (index: number): string =>
  ((Math.imul(index + 7, 0x9e3779b1) >>> 8) / 2 ** 23 - 1).toFixed(3)
const flag = (index: number): string => (Number(noise(index)) > 0.1 ? 'yes' : 'no')

it('leaves out what tells nothing or gives the target away, and says why', async () => {
  const head = 'id,key,same,empty,note,twin,code,x,group,y\n'
  const table = rows((i) => {
    const code = flag(i) === 'yes' ? 7 : 3
    return `${i + 1},${9000 - i * 13},5,,text ${i},${noise(i)},${code},${noise(i)},g${i % 3},${flag(i)}`
  })
  const { text, data } = await configOf(head.replace('key', 'user_id') + table)
  expect(data.exclude).toEqual(['id', 'user_id', 'same', 'empty', 'note', 'code', 'x'])
  for (const reason of [
    'id # holds every whole number from 1 to 30 once, as an index of the rows does',
    'user_id # holds another whole number in every row, as identifiers are',
    'same # is 5 in every row, which tells nothing',
    'empty # has no value in any row',
    'note # holds 30 different texts in 30 cells, which hardly recur',
    'code # has one value for each class, and gives the target away',
    'x # is "twin" once more',
    'twin: numbers from',
    'group: 3 categories: g0, g1 and g2',
  ])
    expect(text).toContain(reason)
})

it.each([
  ['the target once more', (y: number) => y],
  ['its logarithm', (y: number) => Math.log(y)],
  ['less of it', (y: number) => -3 * y],
  ['its range', (y: number) => ['low', 'middle', 'high'][Math.floor(y / 4)]],
])('leaves out a column that gives a number away: %s', async (_, leak) => {
  const target = (i: number): number => 6 + 5 * Number(noise(i))
  const table = rows((i) => `${leak(target(i))},${noise(i + 50)},${target(i)}`)
  expect((await configOf(`leak,x,y\n${table}`)).data.exclude).toEqual(['leak'])
})

it('leaves out two columns whose sum is the target', async () => {
  const table = rows((i) => {
    const [a, b] = [(i * 37) % 101, (i * 17) % 97]
    return `${a},${b},${noise(i)},${a + b}`
  }, 60)
  const { data } = await configOf(`casual,registered,x,y\n${table}`)
  expect(data.exclude).toEqual(['casual', 'registered'])
})

it('keeps a column that is odd where there is no other', async () => {
  const { text, data } = await configOf(`x,y\n${rows((i) => `${i},${i * i}.5`)}`)
  expect(data.exclude).toBeUndefined()
  expect(text).toMatch(
    /x: numbers from 0 to 29; holds every whole number .*but there is no other input/s,
  )
})

it.each([
  [
    'no header',
    rows((i) => `${noise(i)},${flag(i)}`),
    'column2',
    { header: false, target: 'column2' },
  ],
  [
    'spaces between cells',
    `x y\n${rows((i) => `${noise(i)}  ${flag(i)}`)}`,
    'y',
    { delimiter: ' ' },
  ],
  [
    'a comment first',
    `# of 2024\nx,y\n${rows((i) => `${noise(i)},${flag(i)}`)}`,
    'y',
    { comment: '#' },
  ],
  ['names that are numbers', `0,1\n${rows((i) => `${noise(i)},${flag(i)}`)}`, '1', { target: '1' }],
  [
    'a stand-in among numbers',
    `x,y\n${rows((i) => `${i % 9 ? noise(i) : '-'},${flag(i)}`)}`,
    'y',
    { missingValues: ['-'] },
  ],
  [
    'codes',
    `x,z,y\n${rows((i) => `0${i % 4}1,${noise(i)},${flag(i)}`)}`,
    'y',
    { columns: { x: { type: 'categorical' } } },
  ],
  [
    '-999 for no value',
    `x,z,y\n${rows((i) => `${i % 6 ? noise(i) : '-999'},${noise(i + 40)},${flag(i)}`)}`,
    'y',
    { missingValues: ['-999'] },
  ],
  [
    'NA as the other class',
    `x,y\n${rows((i) => `${noise(i)},${flag(i) === 'no' ? 'NA' : 'EU'}`)}`,
    'y',
    { missingValues: { remove: ['NA'] } },
  ],
  [
    'rows without a target',
    `x,y\n${rows((i) => `${noise(i)},${i % 9 ? flag(i) : ''}`)}`,
    'y',
    { missingTarget: 'drop' },
  ],
  [
    'thousands in quotes',
    `x,z,y\n${rows((i) => `"${20 + i},${100 + i}",${noise(i)},${flag(i)}`)}`,
    'y',
    { columns: { x: { thousands: ',' } } },
  ],
  [
    'decimal commas',
    `x;z;y\n${rows((i) => `${20 + i},${100 + i};${noise(i).replace('.', ',')};${flag(i)}`)}`,
    'y',
    { columns: { x: { decimal: ',' } } },
  ],
  [
    'points beside commas',
    `x;z;y\n${rows((i) => `${2 + i}.${100 + i};${noise(i).replace('.', ',')};${flag(i)}`)}`,
    'y',
    { columns: { x: { thousands: '.' } } },
  ],
  [
    'parts',
    `part,x,y\n${rows((i) => `${['train', 'train', 'val', 'test'][i % 4]},${noise(i)},${flag(i)}`)}`,
    'y',
    { validation: { column: 'part', train: 'train', validation: 'val', test: 'test' } },
  ],
  [
    'folds',
    `fold,x,y\n${rows((i) => `${i % 5},${noise(i)},${flag(i)}`)}`,
    'y',
    { validation: { column: 'fold', value: '0' } },
  ],
  [
    'three folds',
    `fold,x,y\n${rows((i) => `${i % 3},${noise(i)},${flag(i)}`)}`,
    'y',
    { validation: { column: 'fold', train: ['1', '2'], validation: '0' } },
  ],
  [
    'folds with names',
    `fold,x,y\n${rows((i) => `${'ABCDE'[i % 5]},${noise(i)},${flag(i)}`)}`,
    'y',
    { validation: { column: 'fold', train: ['B', 'C', 'D', 'E'], validation: 'A' } },
  ],
  [
    'two folds, one of which is spelled in two ways',
    `fold,x,y\n${rows((i) => `${['1', '2', '2.0'][i % 3]},${noise(i)},${flag(i)}`)}`,
    'y',
    { validation: { column: 'fold', train: '2', validation: '1' } },
  ],
])('says how to read %s, and that trains', async (_, table, target, expected) => {
  const { text, data } = await configOf(table, target)
  expect(data).toMatchObject(expected)
  project.write('made.yaml', text)
  expect(await project.run(['validate', 'made.yaml'])).toMatchObject({ code: 0 })
})

it.each(['fold', 'part'])('takes no column named %s with missing cells for parts', async (name) => {
  const values = name === 'fold' ? ['0', '1', ''] : ['train', 'val', '']
  const table = rows((i) => `${values[i % 3]},${noise(i)},${flag(i)}`)
  const { text, data } = await configOf(`${name},x,y\n${table}`)
  expect(data).not.toHaveProperty('validation.column')
  project.write('made.yaml', text)
  expect(await project.run(['validate', 'made.yaml'])).toMatchObject({ code: 0 })
})

it('names rare classes, and measures what sees them', async () => {
  const tableOf = (rare: string): string =>
    `x,y\n${rows((i) => `${noise(i)},${i % 20 === 0 ? rare : 'usual'}`, 100)}`
  const { text } = await configOf(tableOf('very rare'))
  expect(text).toMatch(/target: y # 2 classes: usual 95 %, very rare 5 %/)
  expect(parse(text).metrics).toEqual({ balancedAccuracy: {}, averagePrecision: {} })
  // In order it is the first class, and averagePrecision would be that of the other.
  const first = await configOf(tableOf('rare'))
  expect(parse(first.text).metrics).toEqual({ balancedAccuracy: {} })
})

it('takes smaller steps where nearly all of many rows are of one class', async () => {
  const table = rows((i) => `${noise(i)},${i % 5 === 0 ? 'rare' : 'usual'}`, 1000)
  expect((await configOf(`x,y\n${table}`)).text).toMatch(
    /smaller steps and fewer passes, as 80 % of the rows are of one class/,
  )
})

it('keeps names as they are that YAML or references would take for something else', async () => {
  const names = ['a: b', '$' + '{x}', '- c', "it's", 'null']
  const header = names.map((name) => `"${name}"`).join(',')
  const { data } = await configOf(
    `${header},x,y\n${rows((i) => `1,2,3,4,5,${noise(i)},${flag(i)}`)}`,
  )
  expect(data.exclude).toEqual(['a: b', '$$' + '{x}', '- c', "it's", 'null'])
})

it.each([
  ['x,y\n', 'must hold rows, got only a header'],
  [`x,y\n${rows((i) => `${noise(i)},a`)}`, 'must have at least 2 classes, got "a"'],
  [
    `x,y\n${rows((i) => `${noise(i)},name ${i}`)}`,
    'must recur to be classes, got 30 different texts',
  ],
  [`y\n${rows(flag)}`, 'must be predicted from other columns, got no other column'],
  [`a,y\n${rows((i) => `text ${i},${flag(i)}`)}`, 'no config can train on that'],
])('says why there is no config for %j', async (table, message) => {
  await expect(configOf(table)).rejects.toThrow(message)
})

it('makes a small network of convolutions for images', async () => {
  const { images, labels } = halves(20)
  const path = project.path('images-idx3-ubyte')
  writeFileSync(path, images)
  const request = { path, target: null, folder: project.folder }
  await expect(initConfig(request)).rejects.toThrow('must have labels to train on, got none')
  writeFileSync(project.path('labels-idx1-ubyte'), labels)
  const { model, preset } = parse((await initConfig(request)).text)
  expect(preset).toBeUndefined()
  expect(model.layers[0]).toHaveProperty('convolution')
})

it('goes by the rows that have a target', async () => {
  const table = rows((i) => `${noise(i)},${i % 8 === 0 ? noise(i + 9000) : ''}`, 1200)
  expect((await configOf(`x,y\n${table}`)).text).toMatch(/^preset: tabularSmall/m)
  const all = rows((i) => `${noise(i)},${noise(i + 9000)}`, 1200)
  expect((await configOf(`x,y\n${all}`)).text).toMatch(/^preset: tabular(?!Small)/m)
})

it('takes a number for no value only where it is one in no column', async () => {
  const standIn = (i: number): string => (i % 4 ? String(i % 7) : '999')
  const line = (i: number, other: string, y: string): string => `${standIn(i)},${other},${y}`
  const among = rows((i) => line(i, String(900 + 7 * i), noise(i + 500)), 40)
  expect((await configOf(`days,z,y\n${among}`)).data).toHaveProperty('missingValues', ['999'])
  const held = rows((i) => line(i, i === 5 ? '999' : String(900 + 7 * i), noise(i + 500)), 40)
  expect((await configOf(`days,z,y\n${held}`)).data).not.toHaveProperty('missingValues')
  const target = rows((i) => line(i, noise(i + 300), String(i === 5 ? 999 : 900 + 3 * i)), 40)
  expect((await configOf(`days,z,y\n${target}`)).data).not.toHaveProperty('missingValues')
})
