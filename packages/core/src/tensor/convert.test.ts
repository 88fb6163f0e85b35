import { describe, expect, it } from 'vitest'
import { add, DTypeError, equal, tensor, Variable, where } from '../index.ts'
import { toFloat, toPair, toTensor, toTensors } from './convert.ts'

describe('arguments', () => {
  const x = tensor([1], { dtype: 'float64' })
  const whole = tensor([1], { dtype: 'int32' })
  const truth = tensor([true])

  it('tensors stand for themselves, variables for their value', () => {
    expect(toTensor('add', x, 'int32')).toBe(x)
    expect(toTensor('add', new Variable(x)).data).toEqual(x.data)
    expect(toTensor('add', [true]).dtype).toBe('bool')
    expect(toTensor('add', [1]).dtype).toBe('float32')
  })

  it('numbers take the dtype of the tensor beside them, on either side', () => {
    expect(add(x, 0.1).item()).toBe(1.1)
    expect(add([0.1], new Variable(x)).item()).toBe(1.1)
    expect(add(2, whole).dtype).toBe('int32')
    expect(toTensors('add', [0.1, x]).map(({ dtype }) => dtype)).toEqual(['float64', 'float64'])
    expect(toTensors('add', [1, 2]).map(({ dtype }) => dtype)).toEqual(['float32', 'float32'])
  })

  it('numbers that the dtype cannot hold are refused', () => {
    expect(() => add(whole, 0.5)).toThrow('int32 cannot hold 0.5')
  })

  it('a number never becomes a boolean, nor a boolean a number', () => {
    for (const run of [
      () => equal(truth, 1),
      () => equal(1, truth),
      () => where(true, truth, 1),
      () => add(x, true),
    ])
      expect(run).toThrow(DTypeError)
    expect(() => equal(truth, 1)).toThrow(
      'equal: dtypes must agree, got bool and float32; cast(x, "float32") converts',
    )
    expect(equal(truth, true).toArray()).toEqual([true])
  })

  it('mixed dtypes are errors that name the operation and the way out', () => {
    expect(() => toPair('add', x, whole)).toThrow(
      'add: dtypes must agree, got float64 and int32; cast(x, "float64") converts',
    )
    expect(() => toFloat('exp', whole)).toThrow(
      'exp: must be float32 or float64, got int32; cast(x, "float32") converts',
    )
  })
})
