import { tensor, Variable } from '@sobolev/core'
import type { StoredTensor } from '@sobolev/nn'
import { expect, test } from 'vitest'
import { InputError } from '../errors.ts'
import { assignStored, toStored, valuesOf } from './stored-weights.ts'

const variables = () => ({
  kernel: new Variable([[1, 2]]),
  bias: new Variable([0.5]),
})

test('values that were taken stay as they were when the variables change', () => {
  const model = variables()
  const values = toStored(valuesOf(model))
  model.bias.assign(tensor([9]))
  expect(values.get('bias')).toEqual({ dtype: 'F32', shape: [1], data: Float32Array.of(0.5) })
  const other = variables()
  other.bias.assign(tensor([7]))
  assignStored(other, values, 'a.safetensors')
  expect(other.bias.value.item()).toBe(0.5)
})

test('a checkpoint that does not fit: every difference at once, and nothing is changed', () => {
  const model = variables()
  const stored = new Map<string, StoredTensor>([
    ['kernel', { dtype: 'F32', shape: [2, 1], data: Float32Array.of(3, 4) }],
    ['extra', { dtype: 'F32', shape: [1], data: Float32Array.of(3) }],
  ])
  const assign = (): void => assignStored(model, stored, 'a.safetensors')
  expect(assign).toThrow(InputError)
  expect(assign).toThrow(
    [
      'a.safetensors: the checkpoint does not fit the model of the config: it has kernel as float32 [2, 1], the model needs float32 [1, 2]',
      'a.safetensors: the checkpoint does not fit the model of the config: it lacks bias float32 [1]',
      'a.safetensors: the checkpoint does not fit the model of the config: it has extra, which the model lacks; give one of a model with the same layers, inputs and outputs',
    ].join('\n'),
  )
  expect(model.kernel.value.toArray()).toEqual([[1, 2]])
})

test('the element type counts', () => {
  const stored = new Map<string, StoredTensor>([
    ['bias', { dtype: 'F64', shape: [1], data: Float64Array.of(3) }],
  ])
  expect(() => assignStored({ bias: new Variable([1]) }, stored, 'a')).toThrow(
    /has bias as float64 \[1\], the model needs float32 \[1\]/,
  )
})
