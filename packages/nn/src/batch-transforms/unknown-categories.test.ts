import { Rng, tensor } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { unknownCategories } from './unknown-categories.ts'

const elements = [
  { column: 'town', kind: 'category' },
  { column: 'age', kind: 'number' },
  { column: 'town', kind: 'category' },
  { column: 'shop', kind: 'index', indices: 100 },
  { column: 'age', kind: 'indicator' },
] as const
const layout = { inputs: {}, elements }
const source = { rng: new Rng(1), step: tensor(0, { dtype: 'int32' }), layout }

function after(shape: readonly number[], rate = 0.3): Float32Array {
  const size = shape.reduce((product, length) => product * length, 1)
  const inputs = tensor(
    Float32Array.from({ length: size }, () => 7),
    { shape: [...shape] },
  )
  const { data } = unknownCategories({ rate })({ inputs, targets: tensor([0]) }, source).inputs
  return Float32Array.from(data)
}

describe('unknownCategories', () => {
  it('makes all numbers of a cell 0, of each column by itself, and nothing else', () => {
    const values = after([2000, 5])
    const rows = Array.from({ length: 2000 }, (_, row) => values.subarray(5 * row, 5 * row + 5))
    expect(new Set(rows.map(([town]) => town))).toEqual(new Set([0, 7]))
    expect(
      rows.every(([town, age, other, , missing]) => town === other && age === 7 && missing === 7),
    ).toBe(true)
    const share = (place: number): number => rows.filter((row) => row[place] === 0).length / 2000
    expect(Math.abs(share(0) - 0.3)).toBeLessThan(0.04)
    expect(Math.abs(share(3) - 0.3)).toBeLessThan(0.04)
    const both = rows.filter((row) => row[0] === 0 && row[3] === 0).length / 2000
    expect(Math.abs(both - 0.09)).toBeLessThan(0.03)
  })

  it('takes the steps of sequences one by one', () => {
    const values = after([200, 10, 5])
    const unknown = Array.from({ length: 2000 }, (_, step) => values[5 * step] === 0)
    expect(Math.abs(unknown.filter(Boolean).length / 2000 - 0.3)).toBeLessThan(0.04)
    expect(unknown.slice(0, 10)).not.toEqual(new Array(10).fill(unknown[0]))
  })

  it('says what it needs', () => {
    const batch = { inputs: tensor([[1, 2]]), targets: tensor([0]) }
    const { layout: _, ...alone } = source
    expect(() => unknownCategories()(batch, alone)).toThrow('goes by the elements of the layout')
    expect(() => unknownCategories()(batch, source)).toThrow(
      'inputs must have the 5 elements of the layout in each example or step, got shape [1, 2]',
    )
  })
})
