import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { InputError } from '../errors.ts'
import { parseConfig } from './load.ts'
import { overriddenValue } from './overrides.ts'

const text = `data: { file: d.csv, target: y }
model: { layers: [{ dense: { units: 2 } }] }
seed: 1
penalties: { inputGradient: 0.1 }
`

test('overrides win over the file, make missing maps, and read their value as YAML', () => {
  const config = parseConfig(text, 'configs/a.yaml', [
    'optimizer.adam.learningRate=1e-2',
    'model.layers.0.dense.units=8',
    'data.columns.age.missing=median',
    'data.exclude=[a, b]',
    'loss={ huber: { delta: 3 } }',
    'seed=5',
    'seed=6',
  ])
  expect(config).toMatchObject({
    optimizer: { method: 'adam', options: { learningRate: 0.01 } },
    model: { layers: [{ method: 'dense', options: { units: 8 } }] },
    data: { columns: { age: { missing: 'median' } }, exclude: ['a', 'b'] },
    loss: { method: 'huber', options: { delta: 3 } },
    seed: 6,
  })
})

test('a path in an override is relative to where the command runs', () => {
  expect(parseConfig(text, 'configs/a.yaml').data.file).toBe(resolve('configs/d.csv'))
  const config = parseConfig(text, 'configs/a.yaml', ['data.file=other.csv'])
  expect(config.data.file).toBe(resolve('other.csv'))
})

test('an equals sign in the value belongs to the value', () => {
  expect(parseConfig(text, 'a.yaml', ['data.target=a=b']).data.target).toBe('a=b')
})

test('null takes a key away, and an empty key of a config is none', () => {
  const penaltiesOf = (overrides: string[], config: string = text): unknown => [
    ...parseConfig(config, 'a.yaml', overrides).penalties.byName.keys(),
  ]
  expect(penaltiesOf([])).toEqual(['inputGradient'])
  expect(penaltiesOf(['penalties=null'])).toEqual([])
  expect(penaltiesOf(['penalties.l2=0.1', 'penalties.inputGradient=null'])).toEqual(['l2'])
  expect(penaltiesOf([], text.replace('penalties: {', 'penalties: # {'))).toEqual([])
  expect(parseConfig(text, 'a.yaml', ['seed=null', 'training.epochs=null'])).toMatchObject({
    seed: 0,
    training: { epochs: 100 },
  })
  expect(() => parseConfig(text, 'a.yaml', ['data.target=null'])).toThrow('target: is missing')
})

test('a method by its name alone takes options', () => {
  const named = `${text}\nloss: huber`
  const overrides = ['loss.huber.delta=2', 'optimizer=sgd', 'optimizer.sgd.momentum=0.5']
  const { loss, optimizer } = parseConfig(named, 'a.yaml', overrides)
  expect(loss?.options).toEqual({ delta: 2 })
  expect(optimizer).toMatchObject({ method: 'sgd', options: { momentum: 0.5 } })
  expect(() => parseConfig(named, 'a.yaml', ['loss.squaredError.x=2'])).toThrow(
    '--set loss.squaredError.x: loss is "huber", which has no keys; set loss itself to a map',
  )
})

test('a relative path starts where the command runs', () => {
  const used = `${text}\nuse: [a.ts, b.ts]`
  const files = (overrides: string[]): string[] =>
    parseConfig(used, '/configs/a.yaml', overrides).use.map(({ file }) => file)
  expect(files([])).toEqual([resolve('/configs/a.ts'), resolve('/configs/b.ts')])
  expect(files(['use.1=c.ts'])).toEqual([resolve('/configs/a.ts'), resolve('c.ts')])
  expect(files(['use=c.ts'])).toEqual([resolve('c.ts')])
})

test.each([
  ['seed', '--set seed: must be key=value, got "seed"; write --set seed=…'],
  ['=3', 'must name keys joined by dots before "=", got ""'],
  ['a..b=3', '--set a..b: must name keys joined by dots before "=", got "a..b"'],
  [
    '__proto__.a=3',
    '--set __proto__.a: the key "__proto__" is not allowed, as it stands for what all objects of the program have in common; take another name',
  ],
  ['penalties={ __proto__: 1 }', '--set penalties: the key "__proto__" is not allowed, as it'],
  ['constructor.name=x', 'InputError: --set constructor.name: constructor: unknown key'],
  ['seed=[', '--set seed: YAML: Flow sequence'],
  ['seed.x=1', '--set seed.x: seed is 1, which has no keys; set seed itself to a map'],
  [
    'model.layers.1.dense.units=3',
    '--set model.layers.1.dense.units: model.layers has entries 0 to 0, got "1"',
  ],
  [
    'model.layers.0.dense.units=-3',
    '--set model.layers.0.dense.units: must be a positive integer, got -3',
  ],
  [
    'optimizer.adm.learningRate=1',
    '--set optimizer.adm.learningRate: optimizer.adm: unknown key; did you mean "adam"?',
  ],
  ['training.epoch=1', '--set training.epoch: unknown key; did you mean "epochs"?'],
  [
    'training={ epochs: ten }',
    '--set training: training.epochs: must be a positive integer, got "ten"',
  ],
])('--set %s is refused with its place', (override, fault) => {
  try {
    parseConfig(text, 'a.yaml', [override])
    expect.unreachable()
  } catch (error) {
    expect(error).toBeInstanceOf(InputError)
    expect(String(error)).toContain(fault)
  }
})

test('too many overrides, and names of too many keys, are refused in a sentence', () => {
  const many = Array.from({ length: 1001 }, (_, i) => `a${i}=1`)
  expect(() => parseConfig(text, 'a.yaml', many)).toThrow(
    '--set: at most 1000 overrides can be given, got 1001; put them into the config',
  )
  const deep = Array.from({ length: 50_000 }, () => 'a').join('.')
  expect(() => parseConfig(text, 'a.yaml', [`${deep}=1`])).toThrow('must nest at most 64 deep')
  expect(() => parseConfig(text, 'a.yaml', [`seed=${'['.repeat(100_000)}`])).toThrow(
    '--set seed: YAML: a config must nest at most 64 deep',
  )
})

test('what overrides say of a key is known before the config is, however it is written', () => {
  const task = (...overrides: string[]): unknown => overriddenValue(overrides, 'data', 'task')
  expect(task('data.task=regression')).toBe('regression')
  expect(task(' data.task = "regression"')).toBe('regression')
  expect(task('data={ file: a.csv, task: regression }')).toBe('regression')
  expect(task('data.task=regression', 'data.task=classification')).toBe('classification')
  expect(task('data.task=regression', 'data.target=y', 'task=x', 'no equals')).toBe('regression')
  expect(task('data.task=regression', 'data={ file: a.csv }')).toBeUndefined()
  expect(task('data.task.deeper=1')).toBeUndefined()
})
