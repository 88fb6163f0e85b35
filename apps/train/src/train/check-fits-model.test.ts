import { Rng } from '@sobolev/core'
import { Dense, Sequential } from '@sobolev/nn'
import { expect, test } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { InputError } from '../errors.ts'
import { checkFitsModel } from './check-fits-model.ts'
import { MethodBuilder } from './method-builder.ts'

const rng = new Rng(0)
const model = new Sequential([new Dense(2, 3, { rng: rng.split(0) })])
const all = 'layers.0.kernel (role kernel), layers.0.bias (role bias)'

function check(settings: string): void {
  const text = `data: { file: a, target: b }\nmodel: { layers: [] }\n${settings}`
  const config = parseConfig(text, 'a.yaml')
  checkFitsModel(config, new MethodBuilder(config.catalogue, 1), model.variables())
}

test.each([
  ['optimizer: { adamw: { decays: kernel } }'],
  ['constraints: { maxNorm: { limit: 1, includes: [layers.*.kernel] } }'],
  ['penalties: { small: { l2: { weight: 1, includes: all } } }'],
])('methods that find what they are for pass: %s', (settings) => {
  expect(() => check(settings)).not.toThrow()
})

test.each([
  [
    'optimizer: { adamw: { decays: scale } }',
    `optimizer.adamw.decays: the role "scale" must select a variable, got ${all}`,
  ],
  [
    'penalties: { small: { l2: { weight: 1, includes: layers.1.kernel } } }',
    `penalties.small.l2.includes: the path "layers.1.kernel" must select a variable, got ${all}`,
  ],
  [
    'gradientTransforms: { decayWeights: { weightDecay: 1, decays: [kernel, scale] } }',
    `gradientTransforms.decayWeights.decays: the role "scale" must select a variable, got ${all}`,
  ],
  [
    'constraints: { maxNorm: { includes: bias } }',
    'constraints.maxNorm: maxNorm: unitsAxis must be the axis that counts the units, got 1 for [3]',
  ],
])('%s is a fault of the config', (settings, message) => {
  expect(() => check(settings)).toThrow(InputError)
  expect(() => check(settings)).toThrow(message)
})

test('all faults are told at once', () => {
  const settings =
    'optimizer: { adamw: { decays: scale } }\nconstraints: { maxNorm: { includes: scale } }'
  expect(() => check(settings)).toThrow(/constraints\.maxNorm\.includes.*\n.*optimizer\.adamw/)
})
