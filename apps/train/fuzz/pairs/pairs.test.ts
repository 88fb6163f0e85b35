import { afterAll, expect, test } from 'vitest'
import { MethodConfigs } from '../../src/train/method-configs.fixture.ts'
import { nameOfPair, type Pair, pairsOf, tried } from './methods.ts'
import { PairTrials } from './try-pair.ts'

// Continuous integration tries some hundreds more; npm run pairs tries all.
const configs = new MethodConfigs()
const trials = new PairTrials(configs)
afterAll(() => configs.remove())

const method = (name: string): Pair[number] => {
  const found = tried.find((definition) => definition.name === name)
  if (!found) throw new RangeError(`${name} must be a method that is tried`)
  return found
}

test.each([
  ['l2', 'inputGradient'],
  ['l2', 'l2'],
  ['mixup', 'dropout'],
  ['batchEnsemble', 'mixup'],
  ['batchEnsemble', 'contractive'],
  ['ema', 'maxNorm'],
  ['embedding', 'groupNorm'],
  ['embedding', 'tabM'],
  ['embedding', 'batchEnsemble'],
  ['noiseConsistency', 'noiseConsistency'],
  ['gradientShare', 'insensitive'],
])('%s and %s train, eagerly and compiled', async (...names) => {
  const [first, second] = names.map(method)
  if (!first || !second) throw new RangeError('there must be two')
  expect(await trials.outcomeOf([first, second], true)).toEqual({ is: 'trained' })
})

test.each([
  ['mixup', 'cMixup', /^batchTransforms.cMixup: .* as batchTransforms.mixup does/],
  ['mixup', 'coral', /^batchTransforms.mixup: .* the column "site" that penalties.coral/],
  ['mixup', 'centerLoss', /^penalties.centerLoss: .* batchTransforms.mixup makes each of two/],
  ['mixup', 'mixup', /^batchTransforms.other: .* as batchTransforms.one does/],
  ['ema', 'swag', /^average: must be left out with ensemble: swag/],
  ['flooding', 'flooding', /^lossTransforms.other: must be without one/],
  ['logitNormalization', 'logitTemperature', /^lossTransforms.logitTemperature: must stand before/],
  ['hamiltonian', 'pathNorm', /^penalties.pathNorm: .* got Hamiltonian at layers.1/],
  [
    'differentialEquation',
    'manifoldMixup',
    /^penalties.differentialEquation: .* must be called for all/,
  ],
  ['batchEnsemble', 'manifoldMixup', /^batchTransforms.manifoldMixup: .* must be called for all 8/],
  ['embedding', 'embedding', /^model.layers.2: Embedding: .* it stands first/],
  [
    'embedding',
    'manifoldMixup',
    /^batchTransforms.manifoldMixup: .* embedding takes whole numbers/,
  ],
  ['embedding', 'inputGradient', /^penalties.inputGradient: .* embedding takes whole numbers/],
  [
    'embedding',
    'noiseConsistency',
    /^penalties.noiseConsistency: .* embedding takes whole numbers/,
  ],
])('%s and %s do not go together, in a sentence with its place', async (one, other, words) => {
  const outcome = await trials.outcomeOf([method(one), method(other)], false)
  expect(outcome).toEqual({ is: 'refused', sentences: [expect.stringMatching(words)] })
})

test('a penalty that does nothing beside a layer is told of in the run', async () => {
  const outcome = await trials.outcomeOf([method('embedding'), method('eikonal')], false)
  expect(outcome).toEqual({ is: 'told', sentence: expect.stringContaining('its gradient') })
})

test('each method is paired with all others, and with itself where a config can have two of it', () => {
  expect(pairsOf([method('l1'), method('l2'), method('maxNorm')])).toHaveLength(6)
  expect(pairsOf([method('ema'), method('l2')]).map(nameOfPair)).toEqual([
    'average ema + penalty l2',
    'penalty l2 + penalty l2',
  ])
  expect(tried.length).toBeGreaterThan(150)
})
