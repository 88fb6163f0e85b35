import { createHash } from 'node:crypto'
import type { StoredTensor } from '@sobolev/nn'
import { describe, expect, test } from 'vitest'
import { weightsDigest } from './digest.ts'

const f32 = (shape: readonly number[], ...values: number[]): StoredTensor => ({
  dtype: 'F32',
  shape,
  data: Float32Array.from(values),
})

const weights: ReadonlyMap<string, StoredTensor> = new Map([
  ['layers.0.kernel', f32([1, 2], 1, 2)],
  ['layers.0.bias', f32([2], 0, 0.5)],
])

describe('weightsDigest', () => {
  test('is the documented one', () => {
    const bytes = Buffer.concat([
      Buffer.from('["layers.0.bias","F32",[2]]\n'),
      Buffer.from('000000000000003f', 'hex'),
      Buffer.from('["layers.0.kernel","F32",[1,2]]\n'),
      Buffer.from('0000803f00000040', 'hex'),
    ])
    expect(weightsDigest(weights)).toBe(createHash('sha256').update(bytes).digest('hex'))
  })

  test('does not depend on the order of the map', () => {
    expect(weightsDigest(new Map([...weights].reverse()))).toBe(weightsDigest(weights))
  })

  test.each<[string, string, StoredTensor]>([
    ['a name', 'layers.0.biases', f32([2], 0, 0.5)],
    ['a shape', 'layers.0.bias', f32([1, 2], 0, 0.5)],
    ['a type', 'layers.0.bias', { dtype: 'I32', shape: [2], data: Int32Array.of(0, 1056964608) }],
    ['the sign of a zero', 'layers.0.bias', f32([2], -0, 0.5)],
    ['a last bit', 'layers.0.bias', f32([2], 0, 0.50000006)],
  ])('changes with %s', (_, name, tensor) => {
    const changed = new Map([...weights].filter(([key]) => key !== 'layers.0.bias'))
    expect(weightsDigest(changed.set(name, tensor))).not.toBe(weightsDigest(weights))
  })
})
