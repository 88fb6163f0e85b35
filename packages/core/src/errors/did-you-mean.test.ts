import fc from 'fast-check'
import { expect, it } from 'vitest'
import { didYouMean, editDistance } from './did-you-mean.ts'

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

it.each([
  ['', '', 0],
  ['', 'abc', 3],
  ['kitten', 'sitting', 3],
  ['desne', 'dense', 1],
  ['ab', 'ba', 1],
  ['ca', 'abc', 3],
])('the distance of %s and %s is %i', (from, to, distance) => {
  expect(editDistance(from, to)).toBe(distance)
})

it('the distance is symmetric, and 0 only for equal words', () => {
  const word = fc.string({ maxLength: 8 })
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a))
      expect(editDistance(a, b) === 0).toBe(a === b)
    }),
  )
})
