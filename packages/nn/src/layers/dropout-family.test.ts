import { ones, Rng } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import type { Mode } from '../modules/mode.ts'
import { AlphaDropout } from './alpha-dropout.ts'
import { GaussianDropout } from './gaussian-dropout.ts'
import { SpatialDropout } from './spatial-dropout.ts'

const training: Mode = { training: true, rng: new Rng(7) }
const x = ones([60, 60], { dtype: 'float64' })

describe.each([AlphaDropout, GaussianDropout, SpatialDropout])('%o', (Layer) => {
  it('is the identity when not training, and at rate 0', () => {
    expect(new Layer(0.3).call(x, { training: false })).toBe(x)
    expect(new Layer(0).call(x, training)).toBe(x)
  })

  it.each([-0.1, 1, Number.NaN])('refuses the rate %d', (rate) => {
    expect(() => new Layer(rate)).toThrow('rate must be a number from 0 up to')
  })
})

describe.each([0.1, 0.4])('AlphaDropout of rate %d', (rate) => {
  const layer = new AlphaDropout(rate)

  it('drops that share to one value', () => {
    const values = Array.from(layer.call(x, training).data)
    const dropped = Math.min(...values)
    expect(new Set(values).size).toBe(2)
    // 3,600 draws: a standard deviation of at most 0.0082.
    const share = values.filter((value) => value === dropped).length / values.length
    expect(Math.abs(share - rate)).toBeLessThan(0.03)
  })

  it('keeps mean 0 and variance 1', () => {
    const normal = new Rng(5).normal([300, 300], { dtype: 'float64' })
    const outputs = layer.call(normal, training)
    // 90,000 draws: standard deviations of about 0.003 and 0.005.
    expect(Math.abs(outputs.mean().item())).toBeLessThan(0.015)
    expect(Math.abs(outputs.square().mean().item() - 1)).toBeLessThan(0.025)
  })
})

it('SpatialDropout drops whole channels, each with the rate, and scales the others', () => {
  const outputs = new SpatialDropout(0.3).call(ones([60, 60, 2, 3], { dtype: 'float64' }), training)
  const perChannel = Array.from(outputs.mean([2, 3]).data)
  expect(new Set(outputs.data)).toEqual(new Set([0, 1 / 0.7]))
  const dropped = perChannel.filter((value) => value === 0).length
  const kept = perChannel.filter((value) => value > 1.42).length
  expect(dropped + kept).toBe(3600)
  expect(Math.abs(dropped / 3600 - 0.3)).toBeLessThan(0.03)
})

it('SpatialDropout refuses [n], which has no channels', () => {
  expect(() => new SpatialDropout(0.3).call(ones([3]), training)).toThrow(
    'SpatialDropout: inputs must be [n, channels, ...], got [n]',
  )
})
