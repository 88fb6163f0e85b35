import { Rng } from '@sobolev/core'
import { expect, it } from 'vitest'
import { float64 } from '../../testing/float64.ts'
import { relu } from '../activations/relu.ts'
import { childMode } from '../modules/mode.ts'
import { BatchNorm } from './batch-norm.ts'
import { Dense } from './dense.ts'
import { Dropout } from './dropout.ts'
import { Flatten } from './flatten.ts'
import type { LayerPlan } from './layer.ts'
import { layerChain } from './layer-chain.ts'
import { Residual } from './residual.ts'

const dense = (units: number): LayerPlan => Dense.definition.make({ units })
const dropout = Dropout.definition.make(0.5)
const residual = (layers: readonly LayerPlan[]): LayerPlan => Residual.definition.make({ layers })

const kernels = (plan: LayerPlan): unknown[] =>
  Object.entries(plan.build([3], new Rng(1)).variables()).flatMap(([path, { value }]) =>
    path.endsWith('kernel') ? [value.toArray()] : [],
  )

it('holds layers to any depth, whose variables have paths through it', () => {
  const layer = residual([dropout, residual([dense(4), dense(3)]), dense(3)]).build([3], new Rng(0))
  const shapes = Object.entries(layer.variables()).map(([path, { shape }]) => [path, shape])
  expect(shapes).toEqual([
    ['layers.1.layers.0.kernel', [3, 4]],
    ['layers.1.layers.0.bias', [4]],
    ['layers.1.layers.1.kernel', [4, 3]],
    ['layers.1.layers.1.bias', [3]],
    ['layers.2.kernel', [3, 3]],
    ['layers.2.bias', [3]],
  ])
})

it('draws each kernel from a source of its own, which layers without weights do not change', () => {
  const [first, second] = kernels(residual([dense(3), dense(3)]))
  expect(first).not.toEqual(second)
  const still = residual([dropout, BatchNorm.definition.make()])
  expect(kernels(residual([dropout, dense(3), still, dense(3)]))).toEqual([first, second])
})

it('calls each of its layers with a source split off by its position', () => {
  const x = float64([[1, 2, 3, 4, 5, 6, 7, 8]])
  const mode = { training: true, rng: new Rng(4) } as const
  const half = new Dropout(0.5)
  const one = half.call(x, childMode(mode, 0))
  const both = half.call(one, childMode(mode, 1))
  expect(one.toArray()).not.toEqual(half.call(x, childMode(mode, 1)).toArray())
  expect(new Residual([half, half]).call(x, mode).toArray()).toEqual(x.add(both).toArray())
})

it('leaves running statistics as they are where the mode says so', () => {
  const norm = new BatchNorm(1, { dtype: 'float64' })
  const before = Object.values(norm.variables()).map(({ value }) => value.toArray())
  const after = (): unknown => Object.values(norm.variables()).map(({ value }) => value.toArray())
  const mode = { training: true, rng: new Rng(0) } as const
  const layer = new Residual([norm, relu])
  layer.call(float64([[1], [3]]), { ...mode, updatesStatistics: false })
  expect(after()).toEqual(before)
  layer.call(float64([[1], [3]]), mode)
  expect(after()).not.toEqual(before)
})

it('drops all of its layers or none, for each example, and divides by the share that is kept', () => {
  const x = float64(Array.from({ length: 400 }, () => [1, 2]))
  const layer = new Residual([(inputs) => inputs.mul(3)], { dropRate: 0.25 })
  const rows = layer.call(x, { training: true, rng: new Rng(2) }).toArray()
  const kinds = new Set(JSON.stringify(rows).match(/\[[\d.,]+\]/g))
  expect([...kinds].sort()).toEqual(['[1,2]', '[5,10]'])
  const dropped = JSON.stringify(rows).split('[1,2]').length - 1
  expect(dropped / 400).toBeGreaterThan(0.18)
  expect(dropped / 400).toBeLessThan(0.32)
  const outside = layer.call(float64([[1, 2]]), { training: false })
  expect(outside.toArray()).toEqual([[4, 8]])
})

it('refuses layers that change the shape, with both shapes and the place', () => {
  const words = 'Residual: its layers must give the shape of their inputs, [n, 3], got [n, 4]'
  expect(() => residual([dense(4)]).outputShape([3])).toThrow(words)
  expect(() => layerChain([dense(3), residual([residual([dense(4)])])], [3])).toThrow(
    `layers.1.residual.layers.0.residual: ${words}`,
  )
  expect(() => layerChain([residual([Flatten.definition.make(), dropout])], [2, 3])).toThrow(
    'layers.0.residual: Residual: its layers must give the shape of their inputs, [n, 2, 3], got [n, 6]',
  )
  // Where addition would repeat the one number for all.
  const narrow = new Residual([new Dense(3, 1, { rng: new Rng(0), dtype: 'float64' })])
  expect(() => narrow.call(float64([[1, 2, 3]]), { training: false })).toThrow(
    'Residual: its layers must give the shape of their inputs, [1, 3], got [1, 1]',
  )
})

it('refuses what is no list of layers', () => {
  const words = 'residual: layers must be a list of layers, at least one, got'
  for (const layers of [[], [relu], dense(3), undefined])
    expect(() => Residual.definition.make({ layers })).toThrow(/^residual: /)
  expect(() => Residual.definition.make({ layers: [] })).toThrow(words)
  expect(() => new Residual([relu], { dropRate: 1 })).toThrow(
    'Residual: dropRate must be a number from 0 up to, but not including, 1 or a schedule, got 1',
  )
  const wrong: unknown = { layers: 3 }
  expect(() => Residual.definition.make(wrong)).toThrow(`${words} 3`)
})
