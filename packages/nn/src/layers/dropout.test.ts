import { GradientTape, ones, Rng } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import type { Mode } from '../modules/mode.ts'
import { Dropout } from './dropout.ts'

const training: Mode = { training: true, rng: new Rng(7) }
const x = ones([60, 60], { dtype: 'float64' })

describe.each([0.3, 0.8])('dropout of rate %d', (rate) => {
  const layer = new Dropout(rate)

  it('drops that share and scales what is kept by 1 / (1 − rate)', () => {
    const values = Array.from(layer.call(x, training).data)
    const dropped = values.filter((value) => value === 0).length / values.length
    // 3,600 draws: a standard deviation of at most 0.008.
    expect(Math.abs(dropped - rate)).toBeLessThan(0.03)
    expect(new Set(values)).toEqual(new Set([0, 1 / (1 - rate)]))
  })

  it('drops the same units for the same source, others for another', () => {
    const first = layer.call(x, training).data
    expect(layer.call(x, training).data).toEqual(first)
    expect(layer.call(x, { training: true, rng: new Rng(8) }).data).not.toEqual(first)
  })

  it('passes the derivative through the units it kept', () => {
    const tape = new GradientTape()
    tape.watch(x)
    const y = tape.record(() => layer.call(x, training))
    expectClose(tape.gradient(y, x), y)
  })

  it('is the identity when not training', () => {
    expect(layer.call(x, { training: false })).toBe(x)
  })
})

it('keeps everything at rate 0', () => {
  expect(new Dropout(0).call(x, training)).toBe(x)
})

it.each([-0.1, 1, Number.NaN])('refuses the rate %d', (rate) => {
  expect(() => new Dropout(rate)).toThrow(
    'the share that is dropped, must be a number from 0 up to, but not including, 1',
  )
})
