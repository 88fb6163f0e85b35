import { Rng, ShapeError, tensor } from '@sobolev/core'
import { catalogue, type LayerPlan, tanh } from '@sobolev/nn'
import { expect, test } from 'vitest'
import { InputError } from '../errors.ts'
import { buildModel, parameterCount } from './build-model.ts'

const layer = (name: string, options?: unknown): LayerPlan => catalogue.make('layer', name, options)
const dense = (units: number, useBias = true): LayerPlan =>
  layer('dense', { units, useBias, activation: tanh })
const dropout = layer('dropout', 0.5)

test('widths follow one another, and the output layer is added', () => {
  const model = buildModel([dense(5), dropout, dense(4, false)], [3], { outputs: 2 }, new Rng(1))
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
  [[], [3], 1],
  [[dense(5), dropout, dense(4, false)], [3], 2],
] as const)('parameters are counted without building: case %#', (layers, inputs, outputs) => {
  const variables = buildModel(layers, inputs, { outputs }, new Rng(1)).variables()
  const built = Object.values(variables).reduce((sum, { value }) => sum + value.size, 0)
  expect(parameterCount(layers, inputs, { outputs })).toBe(built)
})

test('dropout between layers changes no initial weight; a seed changes all', () => {
  const kernels = (layers: readonly LayerPlan[], seed: number): unknown[] =>
    Object.entries(buildModel(layers, [3], { outputs: 2 }, new Rng(seed)).variables())
      .filter(([name]) => name.endsWith('kernel'))
      .map(([, { value }]) => value.toArray())
  const plain = kernels([dense(5), dense(4)], 1)
  expect(kernels([dropout, dense(5), dropout, dense(4)], 1)).toEqual(plain)
  const other = kernels([dense(5), dense(4)], 2)
  for (const [index, kernel] of plain.entries()) expect(other[index]).not.toEqual(kernel)
})

test('a shape goes through the layers, and what does not fit says where', () => {
  const model = buildModel([dense(5), layer('flatten')], [2, 3], { outputs: 4 }, new Rng(1))
  expect(model.variables()['layers.2.kernel']?.shape).toEqual([10, 4])
  expect(() => buildModel([dense(5)], [2, 3], { outputs: 4 }, new Rng(1))).toThrow(
    new InputError(
      'model.layers: the last layer must give one axis for the output layer to take, got [2, 5]; a layer flatten at the end makes one of all, globalAveragePool: steps one of the steps of a sequence',
    ),
  )
  const narrow: LayerPlan = {
    ...dropout,
    method: { name: 'narrow', options: {} },
    outputShape(inputs) {
      throw new ShapeError(`narrow: must be [2], got [${inputs.join(', ')}]`)
    },
  }
  expect(() => buildModel([dense(5), narrow], [3], { outputs: 1 }, new Rng(1))).toThrow(
    new InputError('model.layers.1.narrow: narrow: must be [2], got [5]'),
  )
  const block = layer('residual', [dense(5), narrow])
  expect(() => buildModel([dense(5), block], [3], { outputs: 1 }, new Rng(1))).toThrow(
    new InputError('model.layers.1.residual.layers.1.narrow: narrow: must be [2], got [5]'),
  )
  const norm = layer('residual', [layer('spectralNorm', [layer('flatten')])])
  expect(() => buildModel([dense(5), norm], [3], { outputs: 1 }, new Rng(1))).toThrow(
    new InputError(
      'model.layers.1.residual.layers.0.spectralNorm: SpectralNorm: the role "kernel" must select a variable, got a model without variables',
    ),
  )
})
