import { describe, expect, it } from 'vitest'
import { configDifferences, valueAt } from './differences.ts'

const rate = (learningRate: number) => ({ optimizer: { adam: { learningRate, beta1: 0.9 } } })

describe('keys that differ', () => {
  it('are told as deep as they go', () => {
    const configs = [
      { seed: 1, ...rate(0.1) },
      { seed: 1, ...rate(0.2) },
    ]
    expect(configDifferences(configs)).toEqual([
      { path: 'optimizer.adam.learningRate', values: [0.1, 0.2] },
    ])
  })

  it('of a part that not all have are the part, and what differs between those that have it', () => {
    const configs = [{}, { p: { weight: 1, of: 'loss' } }, { p: { weight: 2, of: 'loss' } }]
    expect(configDifferences(configs).map(({ path }) => path)).toEqual(['p', 'p.weight'])
    expect(configDifferences(configs.slice(0, 2)).map(({ path }) => path)).toEqual(['p'])
  })

  it('of lists are places of maps, or the whole list of numbers and texts', () => {
    const layers = (units: number) => ({ layers: [{ dense: { units } }, { dropout: 0.5 }] })
    expect(configDifferences([layers(1), layers(2)])).toEqual([
      { path: 'layers.0.dense.units', values: [1, 2] },
    ])
    expect(configDifferences([{ columns: ['a'] }, { columns: ['a', 'b'] }])).toEqual([
      { path: 'columns', values: [['a'], ['a', 'b']] },
    ])
  })

  it('are not those of prototypes', () => {
    expect(valueAt({}, 'constructor.name')).toBeUndefined()
    expect(valueAt({ a: [{ b: 1 }] }, 'a.0.b')).toBe(1)
  })
})
