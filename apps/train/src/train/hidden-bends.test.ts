import { expect, test } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { hiddenBends } from './hidden-bends.ts'

const noticesOf = (activation: string, penalty: string) => {
  const dense = { dense: { units: 2, activation } }
  const layers = [dense, { dense: { units: 3 } }, { residual: [dense] }]
  const data = { file: 'a.csv', target: 'y' }
  const config = { data, model: { layers }, penalties: { mine: { [penalty]: { weight: 1 } } } }
  return hiddenBends(parseConfig(JSON.stringify(config), 'a.yaml'))
}

test('a penalty on first derivatives is told of relu, wherever it stands', () => {
  const told = [
    {
      place: 'penalties.mine',
      column: null,
      text: 'inputGradient goes by first derivatives of the model, and sees none of the bends of relu, where these jump; softplus, gelu and tanh are smooth',
    },
  ]
  expect(noticesOf('relu', 'inputGradient')).toEqual(told)
  expect(noticesOf('relu', 'gradientNorm')).toHaveLength(1)
})

test('nothing is told of smooth activations, of second derivatives that jump, or of other penalties', () => {
  expect(noticesOf('tanh', 'inputGradient')).toEqual([])
  expect(noticesOf('elu', 'jacobian')).toEqual([])
  expect(noticesOf('relu', 'l2')).toEqual([])
})
