import { afterAll, describe, expect, it } from 'vitest'
import { blobs, Project, plane } from '../cli/project.fixture.ts'
import { tasks } from './config.ts'
import { loadConfig, loadWithPlaces } from './load.ts'
import { presetFile, presetNames } from './preset.ts'

const project = new Project()
afterAll(() => project.remove())
project.write('blobs.csv', blobs(40))
project.write('plane.csv', plane(40))
const classes = 'preset: tabular\ndata: { file: blobs.csv, target: label }\n'
const numbers = 'preset: tabular\ndata: { file: plane.csv, target: height }\n'

const load = (text: string, overrides: string[] = []) =>
  loadWithPlaces(project.write('config.yaml', text), {
    overrides,
    overridesBase: project.folder,
    env: {},
  })

describe('a preset', () => {
  it('is the one of the task that the target is read as, or of data.task', async () => {
    const placeOf = async (text: string, overrides: string[] = []) =>
      (await load(text, overrides)).places.ofValue(['model', 'layers']).replace(/:\d+:\d+$/, '')
    expect(await placeOf(classes)).toBe(presetFile('tabular', 'classification'))
    expect(await placeOf(numbers)).toBe(presetFile('tabular', 'regression'))
    expect(await placeOf(numbers, ['data.task=classification'])).toBe(
      presetFile('tabular', 'classification'),
    )
  })

  it('gives way to the config, to what it extends, and to --set', async () => {
    project.write('base.yaml', `${classes}training: { epochs: 7, batchSize: 9 }\n`)
    const { config } = await load(
      'extends: base.yaml\ntraining: { epochs: 8 }\ncalibration: null\n',
      ['optimizer.sgd.learningRate=0.5'],
    )
    expect(config.training).toMatchObject({ epochs: 8, batchSize: 9 })
    expect(config.data.dates).toBe('auto')
    expect(config.calibration).toBeNull()
    expect(config.optimizer.method).toBe('sgd')
  })

  it('may be named by --set, and be taken away', async () => {
    const plain = 'data: { file: blobs.csv, target: label }\n'
    const { config } = await load(plain, ['preset=tabular'])
    expect(config.model.layers).not.toHaveLength(0)
    project.write('base.yaml', classes)
    await expect(load('extends: base.yaml\npreset: null\n')).rejects.toThrow('model: is missing')
  })

  it('may be laid below what only one task allows', async () => {
    const { config } = await load(`${numbers}loss: huber\n`)
    expect(config.loss?.method).toBe('huber')
  })

  it('that there is not, and data that cannot be read, are faults', async () => {
    await expect(load(classes.replace('tabular', 'tabulr'))).rejects.toThrow(
      /config\.yaml:1:9 preset: must be one of tabular and tabularSmall, got "tabulr"; did you mean "tabular"\?/,
    )
    await expect(load(classes.replace('label', 'lable'))).rejects.toThrow(
      /data.target: no column is named "lable"; did you mean "label"\?/,
    )
    await expect(load(`${classes}trainin: {}\n`)).rejects.toThrow('did you mean "training"?')
  })

  it('is shown with its lines, and leaves nothing of itself to a run, which verifies', async () => {
    project.write('config.yaml', classes)
    const shown = await project.run(['config', 'show', 'config.yaml', '--given'])
    expect(shown.out).toMatch(/epochs: \d+ +# \S*presets[/\\]tabular-classification\.yaml:\d+/)
    const short = ['--set', 'training.epochs=2', '-q']
    expect((await project.run(['train', 'config.yaml', ...short])).err).toBe('')
    const [run = ''] = project.runs()
    expect(project.read(`${run}/config.yaml`)).not.toMatch(/preset/)
    expect((await project.run(['verify', run])).code).toBe(0)
  })
})

it('has one model where ensemble is said to be null, and then no folds', async () => {
  const overrides = ['data.file=any.csv', 'data.target=any', 'data.task=classification']
  const file = presetFile('tabular', 'classification')
  const { data, ensemble } = await loadConfig(file, overrides)
  expect([data.validation.kind, ensemble?.method]).toEqual(['folds', 'deepEnsemble'])
  const one = await loadConfig(file, [...overrides, 'ensemble=null'])
  expect(one.ensemble).toBeNull()
  expect(one.data.validation).toEqual({ kind: 'fraction', fraction: 0.2, stratify: true })
  const two = await loadConfig(file, [...overrides, 'ensemble=null', 'data.validation={folds: 3}'])
  expect([two.data.validation.kind, two.ensemble]).toEqual(['fraction', null])
})

it('has one model where a config over it says that ensemble is null', async () => {
  const data = 'data: { file: blobs.csv, target: label, task: classification }'
  const load = (more: string) =>
    loadConfig(project.write('one.yaml', `preset: tabular\n${data}\n${more}`))
  expect((await load('')).ensemble?.method).toBe('deepEnsemble')
  const one = await load('ensemble: null\ncalibration: null\n')
  expect([one.ensemble, one.data.validation.kind, one.calibration]).toEqual([
    null,
    'fraction',
    null,
  ])
  expect(one.loss).toBeNull()
})

it('every preset is a config by itself but for its data', async () => {
  for (const preset of presetNames)
    for (const task of tasks) {
      const overrides = ['data.file=any.csv', 'data.target=any', `data.task=${task}`]
      await expect(loadConfig(presetFile(preset, task), overrides)).resolves.toBeDefined()
    }
})
