import { Rng, ShapeError, type Tensor, tensor } from '@sobolev/core'
import { expect, it } from 'vitest'
import { MultiHeadAttention } from './multi-head-attention.ts'

const rng = new Rng(1)
const later = (x: Tensor): Tensor => x.add(tensor([[[0], [0], [5]]]))

it('a causal step does not see the steps after it, and any other step does', () => {
  const x = rng.normal([2, 3, 4])
  for (const causal of [true, false]) {
    const layer = new MultiHeadAttention(4, { heads: 2, causal, rng })
    const change = layer.call(later(x)).sub(layer.call(x))
    const first = change
      .slice([null, { start: 0, stop: 2 }])
      .abs()
      .sum()
      .item()
    expect(first === 0).toBe(causal)
  }
})

it('takes more axes before the steps, each sequence by itself', () => {
  const layer = new MultiHeadAttention(4, { heads: 2, rng })
  const x = rng.normal([2, 5, 3, 4])
  const flat = layer.call(x.reshape([10, 3, 4]))
  expect(layer.call(x).toArray()).toEqual(flat.reshape([2, 5, 3, 4]).toArray())
})

it('refuses shapes that do not fit, with the numbers', () => {
  const plan = MultiHeadAttention.definition.make(2)
  expect(() => plan.outputShape([3])).toThrow(
    new ShapeError('MultiHeadAttention: inputs must be [n, ..., steps, features], got [n, 3]'),
  )
  const words =
    'MultiHeadAttention: the number of features must divide by that of heads, got 3 and 2'
  expect(() => plan.outputShape([4, 3])).toThrow(words)
  expect(() => new MultiHeadAttention(3, { heads: 2, rng })).toThrow(words)
})
