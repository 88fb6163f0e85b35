import { expect, test } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { mixedExamples } from './mixed-examples.ts'

const noticesOf = (layer: unknown, penalty: string) => {
  const layers = [{ dense: 2 }, { residual: [{ dense: 2 }, layer] }]
  const data = { file: 'a.csv', target: 'y' }
  const config = { data, model: { layers }, penalties: { mine: { [penalty]: { weight: 1 } } } }
  return mixedExamples(parseConfig(JSON.stringify(config), 'a.yaml'))
}

test('a penalty on the derivatives of single examples is told of batch norm, wherever it stands', () => {
  const text =
    'inputGradient goes by the derivatives of each example, and batchNorm mixes the examples of a batch: its rows are then no gradients of single examples; layerNorm and groupNorm mix none'
  expect(noticesOf('batchNorm', 'inputGradient')).toEqual([
    { place: 'penalties.mine', column: null, text },
  ])
})

test('so is one that takes such derivatives together, and is no mean of them', () => {
  expect(noticesOf('batchNorm', 'featureSelection')).toHaveLength(1)
  expect(noticesOf('layerNorm', 'featureSelection')).toEqual([])
})

test('nothing is told of batch norm that goes by running statistics, of other layers, or of other penalties', () => {
  expect(noticesOf({ batchNorm: { frozen: true } }, 'inputGradient')).toEqual([])
  expect(noticesOf('layerNorm', 'inputGradient')).toEqual([])
  expect(noticesOf('batchNorm', 'l2')).toEqual([])
})
