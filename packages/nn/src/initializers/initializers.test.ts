import { convolution, Rng, ShapeError } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { convolutionFans } from './fans.ts'
import { glorotNormal } from './glorot-normal.ts'
import { glorotUniform } from './glorot-uniform.ts'
import { heNormal } from './he-normal.ts'
import { heUniform } from './he-uniform.ts'
import { lecunNormal } from './lecun-normal.ts'
import { lecunUniform } from './lecun-uniform.ts'
import { ones } from './ones.ts'
import { zeros } from './zeros.ts'

const rng = new Rng(11)
const [fanIn, fanOut] = [120, 80]

const table = [
  ['glorotUniform', glorotUniform, 2 / (fanIn + fanOut)],
  ['glorotNormal', glorotNormal, 2 / (fanIn + fanOut)],
  ['heUniform', heUniform, 2 / fanIn],
  ['heNormal', heNormal, 2 / fanIn],
  ['lecunUniform', lecunUniform, 1 / fanIn],
  ['lecunNormal', lecunNormal, 1 / fanIn],
] as const

describe.each(table)('%s', (name, initialize, variance) => {
  const values = Array.from(initialize(rng, [fanIn, fanOut], { dtype: 'float64' }).data)
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

  it('goes by the fans that a layer gives, wherever they stand in the shape', () => {
    const fans = { fanIn, fanOut }
    for (const shape of [
      [fanOut, fanIn],
      [fanOut / 4, fanIn / 4, 2, 2],
      [2, 2, 30, 20],
    ]) {
      const kernel = Array.from(initialize(rng, shape, { dtype: 'float64', fans }).data)
      const square = kernel.reduce((total, value) => total + value * value, 0) / kernel.length
      expect(Math.abs(square / variance - 1)).toBeLessThan(0.12)
    }
  })

  it('refuses a shape whose fans can be read in two ways', () => {
    expect(() => initialize(rng, [8, 4, 3, 3])).toThrow(ShapeError)
    expect(() => initialize(rng, [8, 4, 3, 3])).toThrow(
      `${name}: the fans of a kernel of more than two axes must be given, for [out, in, ...] and [..., in, out] look alike, got only [8, 4, 3, 3]; pass { fans: { fanIn, fanOut } }`,
    )
    const wrong = { fanIn: Number.NaN, fanOut: 1 }
    expect(() => initialize(rng, [2, 2], { dtype: 'float32', fans: wrong })).toThrow(
      `${name}: fanIn must be a number from 0, got NaN`,
    )
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
  expect(zeros(rng, [2]).toArray()).toEqual([0, 0])
  expect(ones(rng, [2], { dtype: 'float64' }).toArray()).toEqual([1, 1])
})

it('doubles the variance of what passes a convolution, which relu halves', () => {
  const shape = [16, 8, 3, 3]
  const kernel = heNormal(rng, shape, { dtype: 'float64', fans: convolutionFans(shape) })
  const x = rng.split('x').normal([4, 8, 12, 12], { dtype: 'float64' })
  const ratio = convolution(x, kernel).variance().item() / x.variance().item()
  expect(Math.abs(ratio / 2 - 1)).toBeLessThan(0.1)
})

it('convolutionFans counts channels and places, by groups', () => {
  expect(convolutionFans([16, 8, 3, 5])).toEqual({ fanIn: 120, fanOut: 240, unitsAxis: 0 })
  expect(convolutionFans([16, 2, 3], 4)).toEqual({ fanIn: 6, fanOut: 12, unitsAxis: 0 })
  expect(() => convolutionFans([16, 8])).toThrow(
    'convolutionFans: a kernel must be [out, in / groups, ...sizes], got [16, 8]',
  )
  expect(() => convolutionFans([16, 8, 3], 3)).toThrow(
    'groups must be a whole number that divides 16, got 3',
  )
})
