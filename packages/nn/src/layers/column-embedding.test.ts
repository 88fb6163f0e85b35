import { compile, GradientTape, Rng, type Tensor, tensor } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import type { InputElement } from '../evaluation/example-layout.ts'
import { Sequential } from '../modules/sequential.ts'
import { ColumnEmbedding } from './column-embedding.ts'
import { Dense } from './dense.ts'
import { layerChain } from './layer-chain.ts'
import { Parallel } from './parallel.ts'
import { PeriodicEmbedding } from './periodic-embedding.ts'
import { plansForElements } from './plans-for-elements.ts'
import { Scale } from './scale.ts'

const rng = new Rng(0)
const layer = new ColumnEmbedding({ categories: [0, 3, 0, 2], dimensions: 2, rng })
const rows = layer.table.value.toArray()
const x = tensor([
  [0.5, 2, -1, 0],
  [0.25, 0, 7, 1],
])

it('puts the rows of each column behind what is no index', () => {
  const table = Object(rows)
  const wanted = [
    [0.5, -1, ...table[2], ...table[3]],
    [0.25, 7, ...table[0], ...table[4]],
  ]
  expect(layer.call(x).toArray()).toEqual(wanted)
  expect(compile((of: Tensor) => layer.call(of))(x).toArray()).toEqual(wanted)
  expect(layer.call(x.reshape([1, 2, 4])).toArray()).toEqual([wanted])
})

it('has an input gradient of 0 for indices, and of what passes for the others', () => {
  const tape = new GradientTape()
  const inputs = x.mul(1)
  tape.watch(inputs)
  const sum = tape.record(() => layer.call(inputs).sum())
  expect(tape.gradient(sum, inputs).toArray()).toEqual([
    [1, 0, 1, 0],
    [1, 0, 1, 0],
  ])
})

it('gives no example by the others, and its table the derivatives of the rows that are there', () => {
  expect(layer.call(x.slice([{ stop: 1 }])).toArray()).toEqual([Object(layer.call(x).toArray())[0]])
  const tape = new GradientTape()
  const sum = tape.record(() => layer.call(x).square().sum())
  const gradient = tape.gradient(sum, layer.table)
  const counted = tensor([[1], [0], [1], [1], [1]])
  expectClose(gradient, layer.table.value.mul(2).mul(counted))
})

it.each([
  [3, 'feature 1 must hold whole numbers from 0 to 2, got 3'],
  [-1, 'feature 1 must hold whole numbers from 0 to 2, got -1'],
  [0.5, 'feature 1 must hold whole numbers from 0 to 2, got 0.5'],
])('refuses %d, which is no index of its column', (wrong, words) => {
  const inputs = tensor([[0, wrong, 0, 1]])
  expect(() => layer.call(inputs)).toThrow(`ColumnEmbedding: ${words}`)
  expect(() => compile((of: Tensor) => layer.call(of))(inputs).data).toThrow(RangeError)
})

describe('told of columns', () => {
  const elements: readonly InputElement[] = [
    { column: 'city', kind: 'index', indices: 40 },
    { column: 'age', kind: 'number' },
    { column: 'smokes', kind: 'category' },
  ]
  const embed = ColumnEmbedding.definition.make({ dimensions: 4 })
  const periodic = PeriodicEmbedding.definition.make({ dimensions: 3 })
  const scale = Scale.definition.make({ per: 'feature' })
  const dense = Dense.definition.make(5)
  const shapeOf = (layers: readonly Parameters<typeof layerChain>[0][number][]): unknown =>
    layerChain(plansForElements(layers, [3], elements), [3]).outputShape

  it('layers pass on what their outputs are, until one that mixes them', () => {
    // age and smokes, four numbers of city, three of age.
    expect(shapeOf([embed, periodic])).toEqual([9])
    expect(shapeOf([embed, scale, periodic])).toEqual([9])
    expect(shapeOf([periodic, embed])).toEqual([9])
    // Behind a dense layer each of its units is a number.
    expect(shapeOf([embed, dense, periodic])).toEqual([20])
  })

  it('layers within layers are told too', () => {
    const inner = Sequential.definition.make([embed, periodic])
    expect(shapeOf([inner])).toEqual([9])
    expect(shapeOf([Parallel.definition.make([inner, dense])])).toEqual([14])
  })

  it('embeds each index in a table of its own column', () => {
    const [plan] = plansForElements([embed], [3], elements)
    const built = plan?.build([3], rng)
    expect(built?.variables().table?.shape).toEqual([40, 4])
    expect([plan?.parameters([3]), plan?.method?.name]).toEqual([160, 'columnEmbedding'])
  })

  it('without indices it leaves inputs as they are', () => {
    expect(embed.outputShape([3])).toEqual([3])
    expect(embed.build([3], rng).call(x, { training: false })).toBe(x)
    expect(plansForElements([embed], [2, 3, 4], elements)).toEqual([embed])
  })
})
