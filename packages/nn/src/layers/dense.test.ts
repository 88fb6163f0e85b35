import { checkGradients, full, Rng, ShapeError, tensor } from '@sobolev/core'
import { expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { float64 } from '../../testing/float64.ts'
import { tanh } from '../activations/tanh.ts'
import { glorotUniform } from '../initializers/glorot-uniform.ts'
import type { Initializer } from '../initializers/initializer.ts'
import { Dense } from './dense.ts'

const rng = new Rng(0)

function example(): Dense {
  const layer = new Dense(2, 3, { rng, dtype: 'float64' })
  layer.kernel.assign(
    float64([
      [1, 2, 3],
      [4, 5, 6],
    ]),
  )
  layer.bias?.assign(float64([10, 20, 30]))
  return layer
}

it('computes x · kernel + bias', () => {
  expectClose(
    example().call(
      float64([
        [1, 0],
        [1, -1],
      ]),
    ),
    [11, 22, 33, 7, 17, 27],
  )
})

it('takes any leading axes, or none', () => {
  const layer = example()
  expect(layer.call(float64([1, -1])).toArray()).toEqual([7, 17, 27])
  const stacked = layer.call(float64([[[1, 0]], [[1, -1]]]))
  expect(stacked.shape).toEqual([2, 1, 3])
  expectClose(stacked, [11, 22, 33, 7, 17, 27])
})

it('applies the activation last, and leaves the bias out when asked', () => {
  const layer = new Dense(2, 3, { rng, useBias: false, activation: tanh, dtype: 'float64' })
  layer.kernel.assign(example().kernel)
  expect(layer.bias).toBeNull()
  expect(Object.keys(layer.variables())).toEqual(['kernel'])
  expectClose(layer.call(float64([[1, 0]])), float64([1, 2, 3]).tanh())
})

it('says what its variables are', () => {
  const roles = Object.entries(example().variables()).map(([path, { role }]) => [path, role])
  expect(roles).toEqual([
    ['kernel', 'kernel'],
    ['bias', 'bias'],
  ])
})

it('refuses inputs of another length by name', () => {
  const layer = new Dense(64, 8, { rng })
  const call = (): unknown => layer.call(tensor(new Float32Array(320), { shape: [32, 10] }))
  expect(call).toThrow(ShapeError)
  expect(call).toThrow('Dense: last length must be 64, got [32, 10]')
})

it('starts from a Glorot-uniform kernel and no bias', () => {
  const layer = new Dense(4, 5, { rng })
  const kernel = glorotUniform(rng.split('kernel'), [4, 5])
  expect(layer.kernel.value.data).toEqual(kernel.data)
  expect(layer.bias?.value.toArray()).toEqual([0, 0, 0, 0, 0])
})

it('draws kernel and bias from sources of their own', () => {
  const normal: Initializer = (source, shape) => source.normal(shape)
  const layer = new Dense(1, 5, { rng, kernelInitializer: normal, biasInitializer: normal })
  expect(layer.kernel.value.data).toEqual(rng.split('kernel').normal([1, 5]).data)
  expect(layer.bias?.value.data).toEqual(rng.split('bias').normal([5]).data)
})

it('has right derivatives to order 3', () => {
  const layer = new Dense(2, 3, { rng, activation: tanh, dtype: 'float64' })
  checkGradients(
    (x) => layer.call(x),
    [
      float64([
        [0.3, -0.2],
        [0.9, 0.4],
      ]),
    ],
    { order: 3 },
  )
})

it('begins alike in both parametrizations, and steps of the kernel mean 1 / √inputs of it with ntk', () => {
  const make = (parametrization: 'standard' | 'ntk'): Dense =>
    new Dense(16, 3, { rng, dtype: 'float64', parametrization })
  const [standard, ntk] = [make('standard'), make('ntk')]
  const x = rng.split('x').normal([5, 16], { dtype: 'float64' })
  expectClose(ntk.call(x), standard.call(x), 1e-14)
  expect(ntk.kernel.value.data).toEqual(standard.kernel.value.mul(4).data)
  for (const layer of [standard, ntk])
    layer.kernel.assignAdd(full([16, 3], 0.5, { dtype: 'float64' }))
  const moved = x.sum(1, { keepDims: true }).mul(0.5)
  expectClose(ntk.call(x).sub(standard.call(x)), moved.mul(-0.75).broadcastTo([5, 3]), 1e-13)
})
