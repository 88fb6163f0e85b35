import { compile, DTypeError, Rng, type Tensor, zeros } from '@sobolev/core'
import { expect, it } from 'vitest'
import { int32 } from '../../testing/float64.ts'
import { gaussianNoise } from './gaussian-noise.ts'

const source = { rng: new Rng(3), step: int32(0) }

it('adds noise of the size that is asked for to the inputs alone, in their dtype', () => {
  const targets = int32([1])
  for (const dtype of ['float32', 'float64'] as const) {
    const batch = { inputs: zeros([100, 40], { dtype }).add(5), targets }
    const changed = gaussianNoise(0.5)(batch, source)
    expect(changed.targets).toBe(targets)
    expect(changed.inputs.dtype).toBe(dtype)
    const noise = changed.inputs.sub(5)
    // 4,000 draws: the mean is within 0.03, nearly surely, and so is the deviation.
    expect(Math.abs(noise.mean().item())).toBeLessThan(0.03)
    expect(Math.abs(noise.square().mean().sqrt().item() - 0.5)).toBeLessThan(0.03)
  }
})

it('is part of a compiled step, with the same bits', () => {
  const change = (inputs: Tensor, rng: Rng): Tensor =>
    gaussianNoise()({ inputs, targets: inputs }, { rng, step: int32(0) }).inputs
  const x = zeros([3, 4])
  expect(compile(change)(x, source.rng).data).toEqual(change(x, source.rng).data)
  expect(change(x, new Rng(4)).data).not.toEqual(change(x, source.rng).data)
})

it('refuses inputs that are no floats', () => {
  const call = (): unknown => gaussianNoise()({ inputs: int32([1]), targets: int32([1]) }, source)
  expect(call).toThrow(DTypeError)
  expect(call).toThrow('gaussianNoise: inputs must be float32 or float64, got int32')
})
