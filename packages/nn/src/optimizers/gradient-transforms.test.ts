import { type Tensor, Variable } from '@sobolev/core'
import { expect, it } from 'vitest'
import { float64 } from '../../testing/float64.ts'
import { adaptiveClipping } from './adaptive-clipping.ts'
import { centralize } from './centralize.ts'
import { clipByNorm } from './clip-by-norm.ts'
import { clipByValue } from './clip-by-value.ts'
import { Optimizer } from './optimizer.ts'
import type { GradientTransform } from './transform.ts'

/** What a transform adds to a kernel of ones and to a bias of ones under gradients. */
function updatesOf(transform: GradientTransform, kernel: Tensor, bias: Tensor): unknown[] {
  const variables = {
    kernel: new Variable(kernel.mul(0).add(1), { role: 'kernel' }),
    bias: new Variable(bias.mul(0).add(1), { role: 'bias' }),
  }
  new Optimizer(transform, variables).apply({ kernel, bias })
  return Object.values(variables).map(({ value }) => value.sub(1).toArray())
}

it.each<[string, GradientTransform]>([
  ['clipByValue', clipByValue(64)],
  ['clipByNorm', clipByNorm(64)],
  ['adaptiveClipping', adaptiveClipping(64)],
])('%s keeps the bits of what is below its limit', (_, transform) => {
  const kernel = float64([
    [1, -2],
    [0, 16],
  ])
  expect(updatesOf(transform, kernel, float64([0, -8]))).toEqual([kernel.toArray(), [0, -8]])
})

it('clipByNorm takes each variable by itself', () => {
  expect(updatesOf(clipByNorm(10), float64([[0, 40]]), float64([8, 0]))).toEqual([
    [[0, 10]],
    [8, 0],
  ])
})

it('adaptiveClipping takes each unit by itself, and no others than it includes', () => {
  const kernel = float64([[1, 64]])
  expect(
    updatesOf(adaptiveClipping({ limit: 2, includes: 'kernel' }), kernel, float64([9])),
  ).toEqual([[[1, 2]], [9]])
  const none = () => new Optimizer(adaptiveClipping({ includes: 'scale' }), [new Variable(1)])
  expect(none).toThrow('includes: the role "scale" must select a variable, got 0 (no role)')
})

it('centralize leaves variables of one axis, and what is no kernel, alone', () => {
  const rows = float64([
    [1, 2],
    [3, 6],
  ])
  const centred = [
    [-1, -2],
    [1, 2],
  ]
  expect(updatesOf(centralize(), rows, float64([4, 8]))).toEqual([centred, [4, 8]])
  expect(updatesOf(centralize(), rows, rows)).toEqual([centred, rows.toArray()])
})
