import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { catalogue } from '@sobolev/nn'
import { expect, test } from 'vitest'
import { InputError } from '../errors.ts'
import { checkRunName } from '../run/run-folder.ts'
import { loadConfig, parseConfig } from './load.ts'
import { MethodConfig, Terms } from './method-config.ts'
import { usualMissingValues } from './missing-values-schema.ts'

const least = 'data: { file: d.csv, target: y }\nmodel: { layers: [] }\n'

function faultsOf(text: string, overrides: readonly string[] = []): string[] {
  try {
    parseConfig(text, 'configs/a.yaml', overrides)
  } catch (error) {
    if (error instanceof InputError) return error.message.split('\n')
    throw error
  }
  return []
}

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

test.each([
  ['sed: 1', 'configs/a.yaml:3:1 sed: unknown key; did you mean "seed"?'],
  ['zzz: 1', 'configs/a.yaml:3:1 zzz: unknown key; known here: name, seed, preset, use, data,'],
  ['epochs: 5', 'configs/a.yaml:3:1 epochs: unknown key here; did you mean "training.epochs"?'],
  ['seed: 1.5', 'configs/a.yaml:3:7 seed: must be an integer from 0 to 9007199254740991, got 1.5'],
  [
    'seed: one',
    'configs/a.yaml:3:7 seed: must be an integer from 0 to 9007199254740991, got "one"',
  ],
  ['name: a/b', 'configs/a.yaml:3:7 name: must be at most 100 letters, digits'],
  ['name: 7', 'got 7; put it in quotes'],
  [
    'training: 5',
    'configs/a.yaml:3:11 training: must be a map of epochs, batchSize, accumulate, batches, gradientNorms, best and earlyStopping, got 5',
  ],
  [
    'training: { epochs: -3 }',
    'configs/a.yaml:3:21 training.epochs: must be a positive integer, got -3',
  ],
  ['training: { epochs: 1e400 }', 'training.epochs: must be a positive integer, got Infinity'],
  ['training: { batchSize: 1_000 }', 'training.batchSize: must be a positive integer, got "1_000"'],
  [
    'gradientTransforms: { clipByGlobalNorm: 0 }',
    'gradientTransforms.clipByGlobalNorm: must be a finite number above 0, or a map such as { limit: 1 }, got 0',
  ],
  [
    'clipGlobalNorm: 1',
    'clipGlobalNorm: unknown key here; did you mean "gradientTransforms.clipByGlobalNorm"?',
  ],
  ['loss: softmaxCrosEntropy', 'got "softmaxCrosEntropy"; did you mean "softmaxCrossEntropy"?'],
  ['loss: crossEntropy', 'got "crossEntropy"; did you mean "softmaxCrossEntropy"?'],
  ['loss: squared', 'got "squared"; did you mean "squaredError"?'],
  ['loss: absolute', 'got "absolute"; did you mean "absoluteError"?'],
  [
    'optimizer: { adm: {} }',
    'configs/a.yaml:3:14 optimizer.adm: unknown key; did you mean "adam"?',
  ],
  ['optimizer: adm', 'configs/a.yaml:3:12 optimizer: must be one of '],
  ['optimizer: adm', 'got "adm"; did you mean "adam"?'],
  ['optimizer: 5', 'optimizer: must be one of '],
  ['optimizer: { adam: {}, sgd: {} }', ', got adam and sgd'],
  [
    'optimizer: { adam: { learningRate: -1 } }',
    'optimizer.adam.learningRate: must be a finite number of at least 0, or a schedule such as',
  ],
  [
    'optimizer: { adam: { learningRate: .nan } }',
    'optimizer.adam.learningRate: must be a finite number of at least 0',
  ],
  [
    'optimizer: { adam: { learningRate: { cosin: { from: 1 } } } }',
    'optimizer.adam.learningRate.cosin: unknown key; did you mean "cosine"?',
  ],
  [
    'optimizer: { adam: { learningRate: { stepDecay: { from: 1, factor: 0.5 } } } }',
    'learningRate.stepDecay.every: is missing; it must be a positive integer',
  ],
  [
    'optimizer: { adam: { beta1: 1 } }',
    'optimizer.adam.beta1: must be a number from 0 up to, but not including, 1, got 1',
  ],
  ['optimizer: { sgd: { nesterov: true } }', 'optimizer.sgd: nesterov needs a momentum above 0'],
  [
    'penalties: { inputGradient: -1 }',
    'penalties.inputGradient: must be a finite number of at least 0, or a map such as { weight: 0.1 }, got -1',
  ],
  [
    'penalties: { inputGradient: { weight: 1, p: 3 } }',
    'penalties.inputGradient.p: must be 1, 2 or infinity, got 3',
  ],
  [
    'penalties: { 2: { l1: 1 }, first: { l2: 1 } }',
    'penalties.2: a name must not be a whole number',
  ],
  [
    'penalties: { inputGradent: 1 }',
    'penalties.inputGradent: unknown key; did you mean "inputGradient"?',
  ],
  [
    'penalties: { inputGradient2: { inputGradient: { weight: 1, p: 3 } } }',
    'penalties.inputGradient2.inputGradient.p: must be 1, 2 or infinity, got 3',
  ],
  [
    'penalties: { l22: { l2: -1 } }',
    'penalties.l22.l2: must be a finite number of at least 0, or a map such as { weight: 0.1 }, got -1',
  ],
  [
    'penalties: { jacobian2: { jacobian: 1, l2: 1 } }',
    'penalties.jacobian2: must name exactly one method, as { inputGradient: { weight: 0.1 } } does, got jacobian and l2',
  ],
  ['optimizer: 0.01', 'optimizer: must be one of adabelief, adadelta, adagrad, adam, '],
  ['optimizer: 0.01', 'got 0.01; write { adam: { learningRate: 0.01 } }'],
  ['metrics: { auc: 3 }', 'metrics.auc: must be empty, as auc has no options, got 3'],
  ['metrics: { auc: { zzz: 3 } }', 'metrics.auc.zzz: unknown key; there are none here'],
  [
    'gradientTransforms: { clipByNorm: { limit: { cosine: { from: 1 } } } }',
    'gradientTransforms.clipByNorm.limit.cosine.to: is missing; it must be a finite number above 0',
  ],
  [
    'optimizer: { sgd: { momentum: { stepDecay: { from: 0.5, every: 1, factor: 2 } } } }',
    'optimizer.sgd.momentum.stepDecay.factor: must be a finite number above 0 and of at most 1, got 2',
  ],
  [
    'optimizer: { sgd: { learningRate: { piecewise: { boundaries: [5, 3], values: [3, 2, 1] } } } }',
    'piecewise.boundaries: must be a list, each a positive integer and above the one before it, got [5, 3]',
  ],
  [
    'optimizer: { sgd: { learningRate: { piecewise: { boundaries: [5], values: [3, -1] } } } }',
    'piecewise.values.1: must be a list, each a finite number of at least 0, got -1',
  ],
  ['lr: 0.1', 'lr: unknown key here; did you mean "optimizer.adam.learningRate"?'],
  [
    'optimizer: { sgd: {} }\nmomentum: 0.9',
    'momentum: unknown key here; did you mean "optimizer.sgd.momentum"?',
  ],
  [
    'optimizer: adamw\nweightDecay: 0.9',
    'weightDecay: unknown key here; did you mean "optimizer.adamw.weightDecay"?',
  ],
])('%s is one fault', (line, fault) => {
  const faults = faultsOf(`${least}${line}\n`)
  expect(faults).toHaveLength(1)
  expect(faults[0]).toContain(fault)
})

test('a schedule in place of a plain value is told where it belongs', () => {
  const [, unknown] = faultsOf(
    `${least}gradientTransforms: { clipByGlobalNorm: { cosine: { from: 1 } } }\n`,
  )
  expect(unknown).toContain(
    'gradientTransforms.clipByGlobalNorm.cosine: unknown key here; did you mean "gradientTransforms.clipByGlobalNorm.limit.cosine"?',
  )
})

test.each([
  ['{ units: 0 }', 'model.layers.0.dense.units: must be a positive integer, got 0'],
  ['{ units: 2.5 }', 'model.layers.0.dense.units: must be a positive integer, got 2.5'],
  ['{}', 'model.layers.0.dense.units: is missing; it must be a positive integer'],
  [
    '[4]',
    'model.layers.0.dense: must be a positive integer, or a map such as { units: 2 }, got a list',
  ],
  ['{ units: 2, activation: rleu }', 'got "rleu"; did you mean "relu"?'],
  [
    '{ units: 2, activaton: relu }',
    'model.layers.0.dense.activaton: unknown key; did you mean "activation"?',
  ],
])('the dense layer %s is one fault', (dense, fault) => {
  const faults = faultsOf(`data: { file: d, target: y }\nmodel: { layers: [{ dense: ${dense} }] }`)
  expect(faults).toHaveLength(1)
  expect(faults[0]).toContain(fault)
})

test.each([
  [
    '- desne: { units: 3 }',
    'configs/a.yaml:4:7 model.layers.0.desne: unknown key; did you mean "dense"?',
  ],
  [
    '- dense',
    'configs/a.yaml:4:7 model.layers.0: dense must have its options, such as dense: { units: 64 }',
  ],
  ['- desne', 'got "desne"; did you mean "dense"?'],
  [
    '- dropout: { rate: 1 }',
    'model.layers.0.dropout.rate: must be a number from 0 up to, but not including, 1, or a schedule such as cosine: { from: 0.01, to: 0 }, got 1',
  ],
  [
    '- 5',
    'model.layers.0: must be a layer, such as { dense: { units: 64 } }, got 5; write { dense: 5 } or { dense: { units: 5 } }',
  ],
  [
    '- relu',
    'got "relu", which is an activation; write { dense: { units: 64, activation: relu } }',
  ],
  ['- adam', 'got "adam", which is an optimizer'],
  ['- -5', 'got -5; sobolev explain layers lists all'],
  ['- [64]', 'got a list; sobolev explain layers lists all'],
  [
    '- { dense: 5, activation: relu }',
    'must name exactly one method, as { dense: { units: 64 } } does, got activation and dense; activation stands among the options of dense: { dense: { units: 5, activation: relu } }',
  ],
  ['- { dense: 5, useBias: false }', 'did you mean "model.layers.0.dense.useBias"?'],
  [
    '- {}',
    'model.layers.0: must name exactly one method, as { dense: { units: 64 } } does, got none',
  ],
])('the layer %s is one fault', (layer, fault) => {
  const faults = faultsOf(`data: { file: d, target: y }\nmodel:\n  layers:\n    ${layer}\n`)
  expect(faults).toHaveLength(1)
  expect(faults[0]).toContain(fault)
})

test.each([
  [
    'target: 3.5',
    'data.target: must be the name of the column to predict, got 3.5; put it in quotes',
  ],
  [
    'target: y, delimiter: ab',
    'data.delimiter: must be one character, such as "," or ";" or "\\t", got "ab"',
  ],
  [
    'target: y, missing: { numeric: category }',
    'data.missing.numeric: must be one of drop, mean, median and mostFrequent, got "category"',
  ],
  [
    'target: y, exclude: name',
    'data.exclude: must be a list of column names, or of patterns such as pixel*, got "name"',
  ],
  [
    'target: y, columns: { age: { tpye: numeric } }',
    'data.columns.age.tpye: unknown key; did you mean "type"?',
  ],
  [
    'target: y, validation: { fraction: 1 }',
    'data.validation.fraction: must be a number above 0 and below 1, got 1',
  ],
  [
    'target: y, validation: { column: a }',
    'data.validation: validation is missing; it must be the text that marks a validation row',
  ],
  ['target: y, validation: { column: a, train: b }', 'data.validation: validation is missing'],
  [
    'target: y, validation: { fraction: 0.1, test: b }',
    'column is missing; it must name the column that holds the values of test',
  ],
  [
    'target: y, validation: { column: a, validation: b, value: c }',
    'value and validation are the same; leave value out',
  ],
  [
    'target: y, validation: { column: a, value: { b: c } }',
    'data.validation.value: must be the text of a cell, or a list of such texts, got a map',
  ],
  [
    'target: y, validation: { column: a, train: [{ b: c }], validation: d }',
    'data.validation.train.0: must be the text of a cell, got a map',
  ],
  ['target: y, test: {}', 'data.test: must be one of { fraction: 0.2 }, '],
  ['target: y, test: { column: a }', 'data.test: test is missing'],
  ['target: y, test: { column: a, test: b, fraction: 0.1 }', 'got fraction and column together'],
  [
    'target: y, test: { fraction: 0.9 }',
    'data.test: fraction must leave rows to train on beside data.validation, got 1.1 of all',
  ],
  [
    'target: y, test: { file: a.csv }, validation: { file: a.csv }',
    'data.test: file must be another one than data.validation.file',
  ],
  [
    'target: y, test: { fraction: 0.1 }, validation: { column: p, validation: a, test: b }',
    'data.test: must be left out, as data.validation.test names the test rows',
  ],
  ['target: y, validation: { fraction: 0.1, file: f.csv }', 'got fraction and file together'],
  [
    'target: y, validation: { file: f.csv, stratify: true }',
    'stratify goes with fraction and folds only',
  ],
])('data: { %s } is one fault', (data, fault) => {
  const faults = faultsOf(`data: { file: d.csv, ${data} }\nmodel: { layers: [] }\n`)
  expect(faults).toHaveLength(1)
  expect(faults[0]).toContain(fault)
})

test('all faults come at once, in the order of the file, overrides last', () => {
  const text = `data: { fil: d.csv }
seed: -1
model:
  layers:
    - desne: { units: 3 }
seed: 2
`
  expect(faultsOf(text, ['training.epochs=0'])).toEqual([
    'configs/a.yaml:1:7 data.file: is missing; it must be the path of a CSV or IDX file, or of a folder of images',
    'configs/a.yaml:1:7 data.target: is missing; it must be the name of the column to predict',
    'configs/a.yaml:1:9 data.fil: unknown key; did you mean "file"?',
    'configs/a.yaml:5:7 model.layers.0.desne: unknown key; did you mean "dense"?',
    'configs/a.yaml:6:1 YAML: the key "seed" is already in this map; keep one of the two',
    '--set training.epochs: must be a positive integer, got 0',
  ])
})

test('broken syntax hides the faults that would only follow from it', () => {
  expect(faultsOf('data: [1\nmodel: 2')).toEqual([
    expect.stringContaining('configs/a.yaml:2:1 YAML: Flow sequence'),
  ])
})

test.each([
  ['', 'configs/a.yaml: the config is empty; it must be a map that begins with data and model'],
  ['- 1\n', 'configs/a.yaml:1:1 must be a map that begins with data and model, got a list'],
])('a config must be a map, and %j is none', (text, fault) => {
  expect(faultsOf(text)).toEqual([fault])
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

test('a key of millions of characters is refused without a search for its like', () => {
  const key = `data.excl${' '.repeat(5_000_000)}de`
  expect(() => parseConfig('data: { file: a, target: b }', 'a.yaml', [`${key}=1`])).toThrow(
    /unknown key/,
  )
})

test('a method with nothing under its name has all of its defaults', () => {
  const nothing = `${least}loss: { huber: }\naverage: { ema: }\nconstraints: { a: { maxNorm: } }\n`
  const names = `${least}loss: huber\naverage: ema\nconstraints: { a: maxNorm }\n`
  expect(parseConfig(nothing, 'a.yaml')).toEqual(parseConfig(names, 'a.yaml'))
  expect(parseConfig(nothing, 'a.yaml').loss?.options).toEqual({ delta: 1 })
})

test.each([
  ['klDivergence', 'klDivergence is for the library alone: its targets are several numbers'],
  ['{ klDivergence: {} }', 'klDivergence is for the library alone: its targets are several'],
  ['{ triplet: { margin: 1 } }', 'triplet is for the library alone: its outputs place examples'],
  ['cosineSimilarity', 'cosineDistance is for the library alone: its targets'],
])('a loss that a table cannot have, %s, is refused with the reason', (loss, words) => {
  const faults = faultsOf(`${least}loss: ${loss}\n`)
  expect(faults).toHaveLength(1)
  expect(faults[0]).toContain(words)
})
