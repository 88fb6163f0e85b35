import { grad, Rng, type Tensor } from '@sobolev/core'
import { expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { float64 } from '../../testing/float64.ts'
import type { Mode } from '../modules/mode.ts'
import { BatchNorm } from './batch-norm.ts'
import { GhostBatchNorm } from './ghost-batch-norm.ts'
import { ShakeDrop } from './shake-drop.ts'
import { ShakeShake } from './shake-shake.ts'

const training: Mode = { training: true, rng: new Rng(3) }
const x = new Rng(1).normal([400, 1], { dtype: 'float64' })
const ratios = (outputs: Tensor): number[] => Array.from(outputs.div(x).data)
const slopes = (call: (x: Tensor) => Tensor): number[] =>
  Array.from(grad((inputs: Tensor) => call(inputs).sum())(x).data)
const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length
const close = (a: number, b: number): boolean => Math.abs(a - b) < 1e-9

it.each(['shake', 'even', 'keep'] as const)(
  'shakeShake mixes with α, and its derivatives with what backward: %s says',
  (backward) => {
    // Branches x and 0, so that the share of the first is to be seen.
    const layer = new ShakeShake([(inputs) => inputs, (inputs) => inputs.mul(0)], { backward })
    const forward = ratios(layer.call(x, training))
    expect(Math.min(...forward)).toBeGreaterThan(0)
    expect(Math.max(...forward)).toBeLessThan(1)
    expect(new Set(forward).size).toBeGreaterThan(390)
    // 400 uniform numbers: their mean has a standard deviation of 0.0144.
    expect(Math.abs(meanOf(forward) - 0.5)).toBeLessThan(0.06)
    const backwards = slopes((inputs) => layer.call(inputs, training))
    const same = backwards.filter((slope, row) => close(slope, forward[row] ?? 0)).length
    expect(same).toBe(backward === 'keep' ? 400 : 0)
    expect(backwards.every((slope) => close(slope, 0.5))).toBe(backward === 'even')
    expect(backwards.every((slope) => slope > 0 && slope < 1)).toBe(true)
    expect(ratios(layer.call(x, { training: false })).every((ratio) => close(ratio, 0.5))).toBe(
      true,
    )
  },
)

it('shakeShake takes two branches of one shape', () => {
  expect(() => new ShakeShake([(inputs) => inputs])).toThrow('layers must be two branches, got 1')
  const unlike = new ShakeShake([(inputs) => inputs, (inputs) => inputs.sum(1)])
  expect(() => unlike.call(x, training)).toThrow('both branches must give one shape, got')
})

it.each(['shake', 'even', 'keep'] as const)(
  'shakeDrop keeps examples or multiplies them at random, backward: %s',
  (backward) => {
    const layer = new ShakeDrop({ rate: 0.25, backward })
    const forward = ratios(layer.call(x, training))
    const kept = forward.map((factor) => close(factor, 4 / 3))
    // 400 draws: a standard deviation of 0.022 of their share, 0.03 of the mean factor.
    expect(Math.abs(kept.filter((is) => is).length / 400 - 0.75)).toBeLessThan(0.07)
    expect(Math.abs(meanOf(forward) - 1)).toBeLessThan(0.1)
    expect(forward.every((factor) => Math.abs(factor) < 4 / 3 + 1e-9)).toBe(true)
    expect(Math.min(...forward)).toBeLessThan(0)
    const backwards = slopes((inputs) => layer.call(inputs, training))
    for (const [row, slope] of backwards.entries()) {
      if (kept[row]) expect(slope).toBeCloseTo(4 / 3, 9)
      else if (backward === 'even') expect(slope).toBeCloseTo(2 / 3, 9)
      else if (backward === 'keep') expect(slope).toBeCloseTo(forward[row] ?? 0, 9)
      else expect(slope > 0 && slope < 4 / 3).toBe(true)
    }
    expect(layer.call(x, { training: false })).toBe(x)
  },
)

it('ghostBatchNorm is batchNorm of each part of a batch in training', () => {
  const [ghost, plain] = [
    new GhostBatchNorm(1, { size: 2, dtype: 'float64' }),
    new BatchNorm(1, { dtype: 'float64' }),
  ]
  // Five examples are two parts, of two and of three.
  const batch = float64([[0], [2], [10], [14], [12]])
  const parts = [batch.slice([{ stop: 2 }]), batch.slice([{ start: 2 }])]
  const wanted = parts.flatMap((part) => Array.from(plain.call(part, training).data))
  expectClose(ghost.call(batch, training), wanted, 1e-12)
  expect(ghost.norm.runningMean.value.toArray()).toEqual(plain.runningMean.value.toArray())
  expect(ghost.norm.runningVariance.value.toArray()).toEqual(plain.runningVariance.value.toArray())
  const mode: Mode = { training: false }
  expect(ghost.call(batch, mode).toArray()).toEqual(plain.call(batch, mode).toArray())
  expect(() => new GhostBatchNorm(1, { size: 1 })).toThrow('size')
})
