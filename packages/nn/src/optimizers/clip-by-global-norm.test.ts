import { tensor } from '@sobolev/core'
import { expect, it } from 'vitest'
import { contents } from '../../testing/contents.ts'
import { expectClose } from '../../testing/expect-close.ts'
import { float64, int32 } from '../../testing/float64.ts'
import type { Tensors } from '../tensors.ts'
import { clipByGlobalNorm, globalNorm } from './clip-by-global-norm.ts'

const gradients = { a: float64([[3, 0]]), b: tensor([4]) }
const context = { parameters: gradients, variables: {}, step: int32(0) }
const clip = (limit: number, values: Tensors = gradients): Tensors =>
  clipByGlobalNorm(limit).update(values, {}, context).updates

it('takes all gradients as one vector', () => {
  expect(globalNorm(gradients).item()).toBe(5)
})

it('shrinks them alike to the limit, each in its dtype', () => {
  const { a, b } = clip(1)
  expectClose(a ?? float64(0), [0.6, 0])
  expectClose(b ?? float64(0), [0.8], 1e-7)
  expect([a?.dtype, b?.dtype]).toEqual(['float64', 'float32'])
})

it('leaves them as they are below the limit, and at zero', () => {
  expect(contents(clip(5))).toEqual(contents(gradients))
  expect(clip(1, { a: float64([0]) }).a?.toArray()).toEqual([0])
})
