import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { catalogue } from '@sobolev/nn'
import { expect, test } from 'vitest'
import { checkRunName } from '../run/run-folder.ts'
import { least } from './faults-of.fixture.ts'
import { loadConfig, parseConfig } from './load.ts'
import { MethodConfig, Terms } from './method-config.ts'
import { usualMissingValues } from './missing-values-schema.ts'

test('the shortest config is filled up with defaults', () => {
  expect(parseConfig(least, 'configs/two moons.yaml')).toEqual({
    name: 'two-moons',
    seed: 0,
    data: {
      file: resolve('configs/d.csv'),
      target: 'y',
      weight: null,
      task: null,
      delimiter: null,
      header: true,
      inputs: null,
      exclude: [],
      comment: null,
      decimal: null,
      thousands: null,
      missingValues: usualMissingValues,
      missing: { numeric: 'mean', categorical: 'category', indicator: false },
      categories: { encoding: 'oneHot', maxOneHot: 9 },
      missingTarget: 'error',
      shape: null,
      methodColumns: [],
      sequence: null,
      scale: 'standardize',
      scaleTarget: true,
      clampPredictions: false,
      dates: null,
      columns: {},
      validation: { kind: 'fraction', fraction: 0.2, stratify: true },
      test: null,
    },
    from: null,
    model: {
      layers: [],
      initialization: null,
      output: {
        useBias: true,
        kernelInitializer: new MethodConfig('glorotUniform'),
        biasInitializer: new MethodConfig('zeros'),
        parametrization: 'standard',
      },
    },
    loss: null,
    classWeights: null,
    optimizer: new MethodConfig('adam', {
      learningRate: 0.001,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
    }),
    use: [],
    lossTransforms: new Terms(),
    batchTransforms: new Terms(),
    penalties: new Terms(),
    gradientTransforms: new Terms(),
    constraints: new Terms(),
    average: null,
    ensemble: null,
    calibration: null,
    threshold: null,
    metrics: new Terms(),
    training: {
      ...{ epochs: 100, batchSize: 32, accumulate: 1, batches: 'shuffled' },
      ...{ gradientNorms: false },
      ...{ best: null, earlyStopping: null },
    },
    output: 'runs',
    catalogue,
    methodFiles: [],
  })
})

test('what is written is resolved, schedules to the length of the training', () => {
  const config = parseConfig(
    `name: full
data:
  file: /data/d.csv
  target: y
  delimiter: "\\t"
  validation: { column: split, value: 1 }
  columns: { age: { missing: median } }
model:
  layers:
    - dense: { units: 64, activation: tanh, kernelInitializer: orthogonal }
    - dropout: { rate: 0.1 }
loss: { huber: { delta: 2 } }
optimizer:
  sgd: { learningRate: { cosine: { from: 0.1, warmUp: 5 } }, momentum: 0.9, nesterov: true }
gradientTransforms: { clipByGlobalNorm: 1 }
penalties:
  inputGradient: 0.1
  l2: { weight: { linear: { from: 0, to: 0.1, duration: 7 } } }
  flat: { inputGradient: { weight: 2, p: 1 } }
training: { epochs: 20, earlyStopping: { monitor: accuracy, patience: 3 } }
`,
    'a.yaml',
  )
  expect(config).toMatchObject({
    name: 'full',
    data: {
      file: '/data/d.csv',
      delimiter: '\t',
      validation: { kind: 'column', column: 'split', train: null, validation: ['1'], test: [] },
      columns: { age: { type: null, missing: 'median', scale: null } },
    },
    model: {
      layers: [
        {
          method: 'dense',
          options: { units: 64, activation: { method: 'tanh' }, useBias: true },
        },
        { method: 'dropout', options: { rate: 0.1 } },
      ],
    },
    loss: { method: 'huber', options: { delta: 2 } },
    optimizer: {
      method: 'sgd',
      options: {
        learningRate: { method: 'cosine', options: { from: 0.1, to: 0, duration: 15, warmUp: 5 } },
        nesterov: true,
      },
    },
    training: { epochs: 20, batchSize: 32, earlyStopping: { monitor: 'accuracy', patience: 3 } },
  })
  expect(JSON.parse(JSON.stringify([config.gradientTransforms, config.penalties]))).toEqual([
    { clipByGlobalNorm: { limit: 1 } },
    {
      inputGradient: expect.objectContaining({ weight: 0.1, p: 2, squared: true }),
      l2: {
        weight: { linear: { from: 0, to: 0.1, duration: 7, warmUp: 0 } },
        every: 1,
        includes: 'kernel',
      },
      flat: { inputGradient: expect.objectContaining({ weight: 2, p: 1, squared: true }) },
    },
  ])
})

test('a config that is not there, and a folder, say so', async () => {
  await expect(loadConfig('configs/nothing-here.yaml')).rejects.toThrow(
    'configs/nothing-here.yaml: no such config; check the path',
  )
  await expect(loadConfig(tmpdir())).rejects.toThrow('must be a config, got a folder')
})

test('a file that is far too long or no UTF-8 is refused before it is parsed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'config-'))
  try {
    const path = join(folder, 'c.yaml')
    await writeFile(path, '{'.repeat(5_000_000))
    const long = 'c.yaml: a config must have at most 1,000,000 bytes; check the path'
    await expect(loadConfig(path)).rejects.toThrow(long)
    await writeFile(path, Uint8Array.of(0x61, 0x3a, 0x20, 0xe4))
    await expect(loadConfig(path)).rejects.toThrow('c.yaml: must be UTF-8 text, got other bytes')
  } finally {
    await rm(folder, { recursive: true })
  }
})

test.skipIf(!existsSync('/dev/zero'))(
  'a file without end is read no further than a config may reach',
  async () => {
    await expect(loadConfig('/dev/zero')).rejects.toThrow('/dev/zero: a config must have at most')
  },
)

test('a config is read from its file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'config-'))
  try {
    const path = join(folder, 'moons.yaml')
    await writeFile(path, least)
    const config = await loadConfig(path, ['seed=7'])
    expect(config).toMatchObject({ name: 'moons', seed: 7, data: { file: join(folder, 'd.csv') } })
  } finally {
    await rm(folder, { recursive: true })
  }
})

test.each([
  ['two-moons.yaml', 'two-moons'],
  ['a b/Größe 2.yml', 'Gr-e-2'],
  ['x..yaml', 'x'],
  ['...yaml', 'run'],
  [`${'a'.repeat(200)}.yaml`, 'a'.repeat(100)],
  ['con.yaml', 'run-con'],
  ['nul.v2.yaml', 'run-nul.v2'],
])('the config %s gives its runs a name that a folder can have', (file, name) => {
  const config = parseConfig('data: { file: a, target: b }\nmodel: { layers: [] }', file)
  expect(config.name).toBe(name)
  expect(() => checkRunName(name)).not.toThrow()
})

test.each(['x.', 'a'.repeat(101)])('the name %s is refused when the config is read', (name) => {
  const text = `name: ${name}\ndata: { file: a, target: b }\nmodel: { layers: [] }`
  expect(() => parseConfig(text, 'c.yaml')).toThrow(/^c\.yaml:1:7 name: must be at most 100 /)
})

test.each(['CON', 'nul.txt', 'aux', 'Lpt1.log'])(
  'the name %s, a device on Windows, is refused',
  (name) => {
    const text = `name: ${name}\ndata: { file: a, target: b }\nmodel: { layers: [] }`
    expect(() => parseConfig(text, 'c.yaml')).toThrow(
      /^c\.yaml:1:7 name: must not be a device's name on Windows, .* add a word, such as ".*-run"$/,
    )
  },
)

test('a method with nothing under its name has all of its defaults', () => {
  const nothing = `${least}loss: { huber: }\naverage: { ema: }\nconstraints: { a: { maxNorm: } }\n`
  const names = `${least}loss: huber\naverage: ema\nconstraints: { a: maxNorm }\n`
  expect(parseConfig(nothing, 'a.yaml')).toEqual(parseConfig(names, 'a.yaml'))
  expect(parseConfig(nothing, 'a.yaml').loss?.options).toEqual({ delta: 1 })
})
