import { tensor } from '@sobolev/core'
import { absoluteError, type Loss, meanOverSteps } from '@sobolev/nn'
import { expect, test } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { lossChanges } from './loss-changes.ts'
import { MethodBuilder } from './method-builder.ts'

const lossOf = (transforms: string): Loss => {
  const text = `data: { file: a, target: b }\nmodel: { layers: [] }\nlossTransforms: { ${transforms} }`
  const config = parseConfig(text, 'a.yaml')
  const changes = lossChanges(config, new MethodBuilder(config.catalogue, 1), {
    'mean over steps': (loss) => meanOverSteps(loss),
  })
  return Object.values(changes).reduce<Loss>(
    (loss, change) => change(loss, { step: tensor(0, { dtype: 'int32' }) }),
    absoluteError,
  )
}

// Of three steps, and of one with two that pad it.
const outputs = tensor([
  [[1], [2], [3]],
  [[5], [100], [100]],
])
const targets = tensor([
  [0, 0, 0],
  [0, Number.NaN, Number.NaN],
])

test.each([
  ['flooding: 3', [2, 5]],
  ['flooding: 4', [6, 3]],
  ['hardExamples: 0.5', [0, 10]],
  ['trimmedLoss: 0.5', [4, 0]],
])('steps that pad a sequence are no examples of a batch: %s', (transforms, wanted) => {
  expect(lossOf(transforms)(outputs, targets).toArray()).toEqual(wanted)
})
