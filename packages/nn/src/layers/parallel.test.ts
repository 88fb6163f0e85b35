import { Rng, type Tensor } from '@sobolev/core'
import { expect, it } from 'vitest'
import { float64 } from '../../testing/float64.ts'
import { childMode } from '../modules/mode.ts'
import { Sequential } from '../modules/sequential.ts'
import { Convolution } from './convolution.ts'
import { Dense } from './dense.ts'
import { Dropout } from './dropout.ts'
import type { LayerPlan } from './layer.ts'
import { Parallel } from './parallel.ts'

const dense = (units: number): LayerPlan => Dense.definition.make({ units })
const parallel = (layers: readonly LayerPlan[], along = 'channels'): LayerPlan =>
  Parallel.definition.make({ layers, along })

it('puts what its layers give beside one another along the channels, or the features', () => {
  const windows = [3, 5].map((kernelSize) =>
    Convolution.definition.make({ filters: kernelSize, kernelSize, padding: 'same' }),
  )
  expect(parallel(windows).outputShape([2, 6, 6])).toEqual([8, 6, 6])
  expect(parallel([dense(3), dense(1)], 'features').outputShape([5, 2])).toEqual([5, 4])
  const twice = new Parallel([(x) => x, (x) => x.neg()], { along: 'features' })
  const outputs = twice.call(float64([[[1], [2]]]), { training: false })
  expect(outputs.toArray()).toEqual([
    [
      [1, -1],
      [2, -2],
    ],
  ])
  const channels = new Parallel([(x) => x.neg()], { keepsInputs: true })
  expect(channels.call(float64([[[1], [2]]]), { training: false }).toArray()).toEqual([
    [[1], [2], [-1], [-2]],
  ])
})

it('adds what its layers give, or multiplies it', () => {
  const branches = [(x: Tensor) => x.neg(), (x: Tensor) => x.mul(3)]
  const x = float64([[[1], [2]]])
  const join = (join: 'sum' | 'product', keepsInputs: boolean): unknown =>
    new Parallel(branches, { join, keepsInputs }).call(x, { training: false }).toArray()
  expect([join('sum', false), join('sum', true)]).toEqual([[[[2], [4]]], [[[3], [6]]]])
  expect([join('product', false), join('product', true)]).toEqual([
    [[[-3], [-12]]],
    [[[-3], [-24]]],
  ])
  const plan = Parallel.definition.make({ layers: [dense(3), dense(2)], join: 'sum' })
  expect(() => plan.outputShape([2])).toThrow(
    'Parallel: what its layers give must have one shape for their sum, got [n, 3] and [n, 2]',
  )
})

it('has branches of several layers, each with weights and random numbers of its own', () => {
  const branch = Sequential.definition.make({ layers: [dense(3), dense(2)] })
  const plan = parallel([branch, Dropout.definition.make(0.5), dense(2), branch])
  const layer = plan.build([2], new Rng(1))
  const kernels = Object.entries(layer.variables()).filter(([path]) => path.endsWith('kernel'))
  expect(kernels.map(([path]) => path)).toEqual([
    'layers.0.layers.0.kernel',
    'layers.0.layers.1.kernel',
    'layers.2.kernel',
    'layers.3.layers.0.kernel',
    'layers.3.layers.1.kernel',
  ])
  const values = kernels.map(([, { value }]) => JSON.stringify(value.toArray()))
  expect(new Set(values).size).toBe(5)

  const x = float64([[1, 2, 3, 4, 5, 6, 7, 8]])
  const mode = { training: true, rng: new Rng(4) } as const
  const half = new Dropout(0.5)
  const [both = []] = new Parallel([half, half]).call(x, mode).toArray() as number[][]
  const alone = (position: number): unknown => half.call(x, childMode(mode, position)).toArray()
  expect([both.slice(0, 8)]).toEqual(alone(0))
  expect([both.slice(8)]).toEqual(alone(1))
  expect(alone(0)).not.toEqual(alone(1))
})

it('refuses what does not fit side by side, with both shapes and the place', () => {
  const flat = Sequential.definition.make({ layers: [dense(3), parallel([dense(2), dense(4)])] })
  expect(() => flat.outputShape([5, 2])).toThrow(
    'layers.1.parallel: Parallel: what its layers give must be [n, channels, ...] and differ in channels alone, got [n, 5, 2] and [n, 5, 4]',
  )
  const cut = new Parallel([(x) => x, (x) => x.sum(1)], { along: 'features' })
  expect(() => cut.call(float64([[[1], [2]]]), { training: false })).toThrow(
    'must be [n, ..., features] and differ in features alone, got [n, 2, 1] and [n, 1]',
  )
})
