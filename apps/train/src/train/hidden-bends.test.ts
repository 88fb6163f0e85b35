import { definePenalty } from '@sobolev/nn'
import { expect, test } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { MethodConfig, Terms } from '../config/method-config.ts'
import { hiddenBends } from './hidden-bends.ts'

const noticesOf = (activation: string, penalty: string, options: object = {}) => {
  const dense = { dense: { units: 2, activation } }
  const layers = [dense, { dense: { units: 3 } }, { residual: [dense] }]
  const data = { file: 'a.csv', target: 'y' }
  const config = {
    data,
    model: { layers },
    penalties: { mine: { [penalty]: { weight: 1, ...options } } },
  }
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

test('the order of derivatives may be a matter of options, and those by the outputs have no bends', () => {
  const targets = (by: string | readonly string[]) => ({ targets: { slope: by } })
  expect(noticesOf('elu', 'sobolev', targets('x'))).toEqual([])
  expect(noticesOf('elu', 'sobolev', targets(['x', 'z']))).toHaveLength(1)
  expect(noticesOf('relu', 'sobolev', targets('x'))).toEqual([])
  expect(noticesOf('relu', 'monotone', { columns: { x: 1 } })).toEqual([])
  expect(noticesOf('relu', 'irm', { environments: 'site' })).toEqual([])
})

test('a penalty on second derivatives is told that relu has none, and of the bends of elu', () => {
  const bending = definePenalty({
    ...{ name: 'bending', summary: 'A test.', formula: 'x', cost: 'none', when: 'never' },
    ...{ paper: { authors: 'A', year: 2000, title: 'B' }, options: {}, example: { value: 0 } },
    ...{ derivatives: 2, make: () => (evaluation) => evaluation.losses.mean() },
  })
  const textsOf = (layer: object): string[] => {
    const config = parseConfig(
      JSON.stringify({ data: { file: 'a.csv', target: 'y' }, model: { layers: [layer] } }),
      'a.yaml',
    )
    return hiddenBends({
      ...config,
      catalogue: config.catalogue.with({ bending }),
      penalties: new Terms([['bending', new MethodConfig('bending', { weight: 1 })]]),
    }).map(({ text }) => text)
  }
  const straight = (name: string) => [
    `bending goes by second derivatives of the model, which ${name} has none of beside its bends, so that there is little or nothing to make smaller; softplus, gelu and tanh are smooth`,
  ]
  expect(textsOf({ dense: { units: 2, activation: 'relu' } })).toEqual(straight('relu'))
  expect(textsOf({ prelu: 0.1 })).toEqual(straight('prelu'))
  expect(textsOf({ dense: { units: 2, activation: 'elu' } })).toEqual([
    'bending goes by second derivatives of the model, and sees none of the bends of elu, where these jump; softplus, gelu and tanh are smooth',
  ])
  expect(textsOf({ dense: { units: 2, activation: 'gelu' } })).toEqual([])
})
