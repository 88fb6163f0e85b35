import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { loadConfig } from '../config/load.ts'
import { Project } from './project.fixture.ts'

const project = new Project()
afterAll(() => project.remove())
project.write('t.csv', 'x,part,y\n1,a,0\n2,b,1\n3,c,0\n')

/** What `config show --given` prints of a config. */
async function given(file: string): Promise<string> {
  const { code, out, err } = await project.run(['config', 'show', file, '--given'])
  expect([code, err]).toEqual([0, ''])
  return out
}

/** That what is printed of a config is the same config. */
async function expectSame(file: string): Promise<void> {
  const again = project.write(`given/${basename(file)}`, await given(file))
  expect(await loadConfig(again)).toEqual(await loadConfig(project.path(file)))
}

/** A config with the data or a key of another kind, beside what there must be. */
const configOf = ({ data = '', key = '' }): string =>
  [
    `data: { file: t.csv, target: y, ${data} }`,
    ...(key.startsWith('model') ? [] : ['model: { layers: [] }']),
    key,
  ].join('\n')

test.each([
  ['loss: huber', { loss: 'huber' }],
  ['loss: { huber: }', { loss: { huber: {} } }],
  ['loss: { huber: { delta: 2 } }', { loss: { huber: { delta: 2 } } }],
  ['optimizer: sgd', { optimizer: 'sgd' }],
  ['optimizer: { sgd: {} }', { optimizer: { sgd: {} } }],
  ['batchTransforms: { mixup: }', { batchTransforms: { mixup: {} } }],
  ['batchTransforms: { mine: mixup }', { batchTransforms: { mine: 'mixup' } }],
  ['penalties: { flat: { inputGradient: { weight: auto } }, l1: { weight: { lossShare: } } }', {}],
  ['metrics: { r2: , second: { medianAbsoluteError: } }', { metrics: { r2: {} } }],
  ['average: ema', { average: 'ema' }],
  ['calibration: { temperatureScaling: {} }', { calibration: 'temperatureScaling' }],
  ['training: { earlyStopping: {} }', { training: { earlyStopping: {} } }],
  ['model: { initialization: fromData, layers: [batchNorm, { dense: 4 }, layerNorm] }', {}],
  ['model: { layers: [{ dense: { units: 4, activation: leakyRelu } }] }', {}],
  ['model: { layers: [{ residual: [{ dense: 4 }, batchNorm, { layerNorm: }] }] }', {}],
])('config show --given keeps what is chosen by name: %s', async (key, parts) => {
  project.write('chosen.yaml', configOf({ key }))
  expect(parse(await given('chosen.yaml'))).toMatchObject(parts)
  await expectSame('chosen.yaml')
})

test.each([
  'missingValues: { add: ["-999"] }',
  'missingValues: ["-999"]',
  'columns: { x: {} }',
  'validation: { column: part, value: b }',
  'validation: { column: part, validation: b }, test: { column: part, test: c }',
  'validation: { column: part, value: b }, test: { column: part, value: c }',
  'validation: { column: part, train: a, value: b }, test: { column: part, value: c }',
  'validation: { folds: 3 }',
  'validation: { stratify: false }, test: { fraction: 0.1 }',
])('config show --given keeps data that is written in another form: %s', async (data) => {
  project.write('data.yaml', configOf({ data }))
  await expectSame('data.yaml')
})

test('what config show --given prints of a config over a preset is the same config', async () => {
  const keys = ['preset: tabular', 'optimizer: { sgd: {} }', 'loss: focal']
  const data = 'data: { file: t.csv, target: y, task: classification, validation: { folds: 2 } }'
  project.write('over.yaml', [...keys, data].join('\n'))
  expect(parse(await given('over.yaml'))).toMatchObject({ loss: 'focal' })
  await expectSame('over.yaml')
})

const configs = new URL('../../../../configs/', import.meta.url).pathname

test.each(
  ['', 'reproduce', 'downloads'].flatMap((folder) =>
    readdirSync(join(configs, folder))
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => join(folder, name)),
  ),
)('what config show --given prints of configs/%s is the same config', async (name) => {
  const file = join(configs, name)
  const again = project.write(`given/${basename(name)}`, await given(file))
  expect(await loadConfig(again)).toEqual(await loadConfig(file))
})
