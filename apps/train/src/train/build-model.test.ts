import { Rng, tensor } from '@sobolev/core'
import { catalogue, type Things, tanh } from '@sobolev/nn'
import { expect, test } from 'vitest'
import { buildModel, parameterCount } from './build-model.ts'

type LayerPlan = Things['layer']

const dense = (units: number, useBias = true): LayerPlan =>
  catalogue.make('layer', 'dense', { units, useBias, activation: tanh })
const dropout = catalogue.make('layer', 'dropout', 0.5)

test('widths follow one another, and the output layer is added', () => {
  const model = buildModel([dense(5), dropout, dense(4, false)], 3, 2, new Rng(1))
  const shapes = Object.entries(model.variables()).map(([name, { shape }]) => [name, shape])
  expect(shapes).toEqual([
    ['layers.0.kernel', [3, 5]],
    ['layers.0.bias', [5]],
    ['layers.2.kernel', [5, 4]],
    ['layers.3.kernel', [4, 2]],
    ['layers.3.bias', [2]],
  ])
  expect(model.call(tensor([[1, 2, 3]]), { training: false }).shape).toEqual([1, 2])
})

test.each([
  [[], 3, 1],
  [[dense(5), dropout, dense(4, false)], 3, 2],
] as const)('parameters are counted without building: case %#', (layers, inputs, outputs) => {
  const variables = buildModel(layers, inputs, outputs, new Rng(1)).variables()
  const built = Object.values(variables).reduce((sum, { value }) => sum + value.size, 0)
  expect(parameterCount(layers, inputs, outputs)).toBe(built)
})

test('dropout between layers changes no initial weight; a seed changes all', () => {
  const kernels = (layers: readonly LayerPlan[], seed: number): unknown[] =>
    Object.entries(buildModel(layers, 3, 2, new Rng(seed)).variables())
      .filter(([name]) => name.endsWith('kernel'))
      .map(([, { value }]) => value.toArray())
  const plain = kernels([dense(5), dense(4)], 1)
  expect(kernels([dropout, dense(5), dropout, dense(4)], 1)).toEqual(plain)
  const other = kernels([dense(5), dense(4)], 2)
  for (const [index, kernel] of plain.entries()) expect(other[index]).not.toEqual(kernel)
})
