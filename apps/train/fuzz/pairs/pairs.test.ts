import { afterAll, expect, test } from 'vitest'
import { MethodConfigs } from '../../src/train/method-configs.fixture.ts'
import { type Pair, pairsOf, tried } from './methods.ts'
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
])('%s and %s do not go together, in a sentence with its place', async (one, other, words) => {
  const outcome = await trials.outcomeOf([method(one), method(other)], false)
  expect(outcome).toEqual({ is: 'refused', sentences: [expect.stringMatching(words)] })
})

test('each method is paired with itself and with all others', () => {
  const three = tried.slice(0, 3)
  expect(pairsOf(three)).toHaveLength(6)
  expect(tried.length).toBeGreaterThan(150)
})
