import { Rng, ShapeError } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { initializers } from './initializers.ts'

const rng = new Rng(11)
const [fanIn, fanOut] = [120, 80]

const table: readonly [keyof typeof initializers, variance: number][] = [
  ['glorotUniform', 2 / (fanIn + fanOut)],
  ['glorotNormal', 2 / (fanIn + fanOut)],
  ['heUniform', 2 / fanIn],
  ['heNormal', 2 / fanIn],
  ['lecunUniform', 1 / fanIn],
  ['lecunNormal', 1 / fanIn],
]

describe.each(table)('%s', (name, variance) => {
  const initialize = initializers[name]
  const values = Array.from(initialize(rng, [fanIn, fanOut], 'float64').data)
  const moment = (power: (value: number) => number): number =>
    values.reduce((total, value) => total + power(value), 0) / values.length

  it('has mean 0 and its variance', () => {
    // 9,600 draws: standard deviations of 0.01 of the deviation, and at most 0.015 of the variance.
    expect(Math.abs(moment((v) => v)) / Math.sqrt(variance)).toBeLessThan(0.05)
    expect(Math.abs(moment((v) => v * v) / variance - 1)).toBeLessThan(0.06)
  })

  it('has the fourth moment and the reach of its distribution', () => {
    const kurtosis = moment((v) => v * v * v * v) / (variance * variance)
    const reach = Math.max(...values.map(Math.abs)) / Math.sqrt(variance)
    if (name.endsWith('Uniform')) {
      expect(Math.abs(kurtosis - 1.8)).toBeLessThan(0.1)
      expect(reach).toBeLessThanOrEqual(Math.sqrt(3))
      expect(reach).toBeGreaterThan(1.72)
    } else {
      expect(Math.abs(kurtosis - 3)).toBeLessThan(0.35)
      expect(reach).toBeGreaterThan(3)
    }
  })

  it('counts the positions of a field into both fans', () => {
    const field = Array.from(initialize(rng, [4, fanIn / 4, fanOut / 4], 'float64').data)
    const square = field.reduce((total, value) => total + value * value, 0) / field.length
    const fieldFanOut = name.startsWith('glorot') ? 2 / (fanIn + fanOut) : variance
    expect(Math.abs(square / fieldFanOut - 1)).toBeLessThan(0.12)
  })

  it('gives the same numbers for the same source, float32 unless said otherwise', () => {
    expect(initialize(rng, [3, 2]).data).toEqual(initialize(rng, [3, 2]).data)
    expect(initialize(rng, [3, 2]).dtype).toBe('float32')
  })

  it('refuses a shape without fans', () => {
    expect(() => initialize(rng, [3])).toThrow(ShapeError)
    expect(() => initialize(rng, [3])).toThrow('must have at least two axes')
  })
})

it('zeros and ones', () => {
  expect(initializers.zeros(rng, [2]).toArray()).toEqual([0, 0])
  expect(initializers.ones(rng, [2], 'float64').toArray()).toEqual([1, 1])
})
