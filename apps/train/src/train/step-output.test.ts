import { Rng, tensor } from '@sobolev/core'
import { maskOfLengths } from '@sobolev/nn'
import { expect, test } from 'vitest'
import { StepOutput } from './step-output.ts'

test('the outputs of steps that are padding are 0, all others those of a dense layer', () => {
  const output = new StepOutput(3, 2, { rng: new Rng(1) })
  const x = new Rng(2).normal([2, 4, 3])
  const mask = maskOfLengths(tensor([4, 1], { dtype: 'int32' }), 4)
  const whole = output.call(x, { training: false }).data
  const masked = output.call(x, { training: false, mask }).data
  expect([...masked.subarray(0, 10)]).toEqual([...whole.subarray(0, 10)])
  expect([...masked.subarray(10)]).toEqual([0, 0, 0, 0, 0, 0])
})
