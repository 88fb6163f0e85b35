import { expect, test } from 'vitest'
import { faultsOf, least } from './faults-of.fixture.ts'
import { parseConfig } from './load.ts'

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

test('a key of millions of characters is refused without a search for its like', () => {
  const key = `data.excl${' '.repeat(5_000_000)}de`
  expect(() => parseConfig('data: { file: a, target: b }', 'a.yaml', [`${key}=1`])).toThrow(
    /unknown key/,
  )
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
