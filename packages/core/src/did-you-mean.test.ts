import { expect, it } from 'vitest'
import { didYouMean } from './did-you-mean.ts'

const names = ['learningRate', 'weightDecay', 'useBias', 'keepDims', 'epsilon', 'beta1', 'decay']

it.each([
  ['keep_dims', 'keepDims'],
  ['keepdims', 'keepDims'],
  ['keepDim', 'keepDims'],
  ['kepeDims', 'keepDims'],
  ['lr', 'learningRate'],
  ['eps', 'epsilon'],
  ['wd', 'weightDecay'],
  ['bias', 'useBias'],
  ['beta_1', 'beta1'],
  ['Decay', 'decay'],
])('%s: did you mean "%s"?', (word, meant) => {
  expect(didYouMean(word, names)).toBe(`; did you mean "${meant}"?`)
})

it.each(['', '_', 'momentum', 'x', 'shape'])('nothing is close to "%s"', (word) => {
  expect(didYouMean(word, names)).toBe('')
})
