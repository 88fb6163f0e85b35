import { jacobian, Rng, singularValues, type Tensor } from '@sobolev/core'
import { expect, it } from 'vitest'
import { relu } from '../activations/relu.ts'
import type { Module } from '../modules/module.ts'
import { type Layer, Sequential } from '../modules/sequential.ts'
import { Bjorck } from './bjorck.ts'
import { Convolution } from './convolution.ts'
import { Dense } from './dense.ts'
import { GroupSort } from './group-sort.ts'

const source = new Rng(2)

/** Dense layers of random kernels far from orthogonal, each made so, with an activation between them. */
function network(sizes: readonly number[], between: Layer, iterations: number): Module {
  const layers = sizes.slice(1).flatMap((units, index): Layer[] => {
    const rng = source.split(index)
    const dense = new Dense(sizes[index] ?? 0, units, { rng, dtype: 'float64' })
    dense.kernel.assign(dense.kernel.value.mul(5).add(0.3))
    return [new Bjorck([dense], { iterations }), between]
  })
  return new Sequential(layers.slice(0, -1))
}

/** Of the Jacobian at a random point. */
function singularValuesAt(model: Module, inputs: number, point: number): number[] {
  const x = source.split('x').split(point).normal([inputs], { dtype: 'float64' }).mul(3)
  const call = (row: Tensor): Tensor =>
    model.call(row.reshape([1, inputs]), { training: false }).reshape([-1])
  return Array.from(singularValues(jacobian(call)(x)).data)
}

const maxMin = new GroupSort()
const points = Array.from({ length: 20 }, (_, point) => point)

it.each([
  ['groupSort', maxMin, 1],
  ['groupSort', maxMin, 15],
  ['relu', relu, 15],
] as const)('bjorck with %s is 1-Lipschitz, after %i iterations', (_, between, iterations) => {
  const model = network([6, 10, 4, 8], between, iterations)
  for (const point of points)
    expect(Math.max(...singularValuesAt(model, 6, point))).toBeLessThan(1 + 1e-6)
})

it('bjorck with groupSort keeps the length of every gradient, where relu shortens them', () => {
  const orthogonal = network([6, 6, 6], maxMin, 40)
  const rectified = network([6, 6, 6], relu, 40)
  for (const point of points) {
    for (const value of singularValuesAt(orthogonal, 6, point)) expect(value).toBeCloseTo(1, 6)
    expect(Math.min(...singularValuesAt(rectified, 6, point))).toBeLessThan(0.999)
  }
})

it('bjorck makes rows or columns orthonormal, of a convolution too, and leaves zeros alone', () => {
  const options = { rng: source, dtype: 'float64', kernelSize: 3, filters: 4 } as const
  const wrapper = new Bjorck([new Convolution([2, 3, 3], options)], { iterations: 40 })
  const call = (image: Tensor): Tensor =>
    wrapper.call(image.reshape([1, 2, 3, 3]), { training: false }).reshape([-1])
  const filters = jacobian(call)(source.normal([18], { dtype: 'float64' }))
  for (const value of singularValues(filters).data) expect(value).toBeCloseTo(1, 9)
  const dense = new Dense(3, 2, { rng: source, dtype: 'float64' })
  dense.kernel.assign(dense.kernel.value.mul(0))
  const outputs = new Bjorck([dense]).call(source.normal([2, 3], { dtype: 'float64' }), {
    training: false,
  })
  expect(outputs.toArray()).toEqual([
    [0, 0],
    [0, 0],
  ])
})

it('groupSort sorts along features of sequences too, and refuses sizes that do not divide', () => {
  const layer = new GroupSort({ groupSize: 3, along: 'features' })
  const x = source.normal([2, 4, 6], { dtype: 'float64' })
  const wanted = x.reshape([2, 4, 2, 3]).sort(-1).reshape([2, 4, 6])
  expect(layer.call(x).toArray()).toEqual(wanted.toArray())
  expect(() => layer.call(x.slice([null, null, { stop: 5 }]))).toThrow(
    'GroupSort: groupSize must divide the features, got 3 and inputs [n, 4, 5]',
  )
})
