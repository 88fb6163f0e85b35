import { describe, expect, it } from 'vitest'
import { differingKeys, valueAt } from './differing-keys.ts'

const rate = (learningRate: number) => ({ optimizer: { adam: { learningRate, beta1: 0.9 } } })

describe('keys that differ', () => {
  it('are told as deep as they go, seeds and the folder of all runs aside', () => {
    const configs = [
      { seed: 1, output: 'a', ...rate(0.1) },
      { seed: 2, output: 'b', ...rate(0.2) },
    ]
    expect(differingKeys(configs)).toEqual([
      { path: 'optimizer.adam.learningRate', values: [0.1, 0.2] },
    ])
  })

  it('of a part that not all have are the part, and what differs between those that have it', () => {
    const configs = [{}, { p: { weight: 1, of: 'loss' } }, { p: { weight: 2, of: 'loss' } }]
    expect(differingKeys(configs).map(({ path }) => path)).toEqual(['p', 'p.weight'])
    expect(differingKeys(configs.slice(0, 2)).map(({ path }) => path)).toEqual(['p'])
  })

  it('of lists are places of maps, or the whole list of numbers and texts', () => {
    const layers = (units: number) => ({ layers: [{ dense: { units } }, { dropout: 0.5 }] })
    expect(differingKeys([layers(1), layers(2)])).toEqual([
      { path: 'layers.0.dense.units', values: [1, 2] },
    ])
    expect(differingKeys([{ columns: ['a'] }, { columns: ['a', 'b'] }])).toEqual([
      { path: 'columns', values: [['a'], ['a', 'b']] },
    ])
  })

  it('are not those of prototypes', () => {
    expect(valueAt({}, 'constructor.name')).toBeUndefined()
    expect(valueAt({ a: [{ b: 1 }] }, 'a.0.b')).toBe(1)
  })
})
