import { tensor, Variable } from '@sobolev/core'
import { expect, test } from 'vitest'
import { checkedTerms, checkVariables } from './not-finite.ts'

const terms = (loss: number, penalty: number, total: number) => ({
  loss: tensor(loss),
  penalties: { l2: tensor(1), inputGradient: tensor(penalty) },
  weights: { l2: tensor(0.5), inputGradient: tensor(1.5) },
  total: tensor(total),
})

test('finite terms come back as numbers', () => {
  expect(checkedTerms(terms(0.5, 2, 3.5), { epoch: 1, step: 1 })).toEqual({
    loss: 0.5,
    penalties: { l2: 1, inputGradient: 2 },
    weights: { l2: 0.5, inputGradient: 1.5 },
  })
})

test.each([
  ['the loss', terms(Number.NaN, Number.NaN, Number.NaN), /^step 7 \(epoch 2\): the loss is NaN$/],
  ['a penalty', terms(1, Number.POSITIVE_INFINITY, 1), /the penalty inputGradient is Infinity/],
  ['the sum', terms(1, 2, Number.NaN), /the sum of the loss and the weighted penalties is NaN/],
])('%s is named', (_, bad, words) => {
  expect(() => checkedTerms(bad, { epoch: 2, step: 7 })).toThrow(words)
})

test('a variable that is no longer finite is named', () => {
  const variables = {
    'layers.0.bias': new Variable([1, 2]),
    'layers.0.kernel': new Variable([[1, Number.NaN]]),
  }
  expect(() => checkVariables(variables, { epoch: 2, step: 7 })).toThrow(
    'step 7 (epoch 2): layers.0.kernel, after its update, is NaN',
  )
  expect(() => checkVariables({ a: new Variable([1, 2]) }, { epoch: 2, step: 7 })).not.toThrow()
})
