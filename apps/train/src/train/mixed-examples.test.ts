import { expect, test } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { mixedExamples } from './mixed-examples.ts'

const noticesOf = (layer: unknown, penalty: string, options: object = {}) => {
  const layers = [{ dense: 2 }, { residual: [{ dense: 2 }, layer] }]
  const data = { file: 'a.csv', target: 'y' }
  const config = {
    data,
    model: { layers },
    penalties: { mine: { [penalty]: { weight: 1, ...options } } },
  }
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

test.each(['irm', 'iga', 'fish', 'hessianAlignment'])(
  '%s is told that it mixes environments',
  (penalty) => {
    const [notice, ...others] = noticesOf('batchNorm', penalty, { environments: 'site' })
    expect(others).toEqual([])
    expect(notice?.text).toContain(
      `${penalty} goes by the derivatives of each environment, and batchNorm mixes the examples of a batch: the loss of one then depends on the rows of the others`,
    )
    expect(noticesOf('layerNorm', penalty, { environments: 'site' })).toEqual([])
  },
)

test('nothing is told of batch norm that goes by running statistics, of other layers, or of other penalties', () => {
  expect(noticesOf({ batchNorm: { frozen: true } }, 'inputGradient')).toEqual([])
  expect(noticesOf('layerNorm', 'inputGradient')).toEqual([])
  expect(noticesOf('batchNorm', 'l2')).toEqual([])
})
