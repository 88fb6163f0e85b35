import { plain } from '../data/notation.ts'
import type { Preprocessing } from '../data/preprocessing.ts'
import type { Checkpoint } from './checkpoint.ts'

/** The preprocessing in `someCheckpoint`: a numeric and a categorical input, a target of two classes. */
export const somePreprocessing: Preprocessing = {
  version: 1,
  delimiter: null,
  comment: null,
  header: true,
  missingValues: [''],
  missingTarget: 'error',
  inputs: [
    {
      kind: 'numeric',
      name: 'x',
      fileColumn: 'x',
      notation: plain,
      missing: 'mean',
      fill: 0.5,
      offset: 0.5,
      scale: 2,
    },
    {
      kind: 'categorical',
      name: 'island',
      missing: 'category',
      categories: ['Biscoe', null],
      fill: null,
    },
  ],
  target: { kind: 'classes', name: 'label', classes: ['no', 'yes'] },
}

/** A small valid checkpoint of a network of one layer. */
export const someCheckpoint: Checkpoint = {
  weights: new Map([
    ['layers.0.bias', { dtype: 'F32', shape: [2], data: Float32Array.of(1, 2) }],
    ['layers.0.kernel', { dtype: 'F32', shape: [3, 2], data: Float32Array.of(3, 4, 5, 6, 7, 8) }],
  ]),
  optimizer: new Map([['step', { dtype: 'I32', shape: [], data: Int32Array.of(7) }]]),
  training: new Map([
    ['penalties.flat.vector', { dtype: 'F32', shape: [1], data: Float32Array.of(9) }],
  ]),
  description: {
    format: 3,
    epoch: 3,
    step: 7,
    seed: 1,
    task: 'classification',
    features: ['x', 'island=Biscoe', 'island=(missing)'],
    classes: ['no', 'yes'],
    preprocessing: somePreprocessing,
    data: [{ path: '/data/a.csv', sha256: 'ab', rows: 10, bytes: 100 }],
    config: 'data: { file: a.csv, target: label }\nmodel: { layers: [] }\noptimizer: { sgd: {} }\n',
    validation: { loss: 0.25, auc: null },
  },
}
