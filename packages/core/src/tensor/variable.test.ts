import { describe, expect, it } from 'vitest'
import { DTypeError, GradientTape, ShapeError, square, tensor, Variable } from '../index.ts'

describe('a variable', () => {
  it('holds a tensor under a name; trainable unless told otherwise', () => {
    const v = new Variable([1, 2], { name: 'rate' })
    expect([v.name, v.trainable, v.shape, v.dtype]).toEqual(['rate', true, [2], 'float32'])
    expect(v.value.toArray()).toEqual([1, 2])
    expect(String(v)).toBe('Variable(rate, Tensor([1, 2], float32))')
    expect(new Variable(1, { trainable: false }).trainable).toBe(false)
    expect([v.role, new Variable(1, { role: 'scale' }).role]).toEqual([undefined, 'scale'])
    expect(new Variable(tensor(1, { dtype: 'float64' })).dtype).toBe('float64')
  })

  it('says which axis of a kernel counts the units, if it was told', () => {
    const axisOf = (unitsAxis: number) => new Variable([[1, 2]], { unitsAxis }).unitsAxis
    expect([axisOf(0), axisOf(-1), new Variable([[1]]).unitsAxis]).toEqual([0, 1, undefined])
    expect(() => axisOf(2)).toThrow('Variable: axis must be an integer from -2 to 1, got 2')
  })

  it('takes tensors, the values of variables and numbers; old values stay as they were', () => {
    const v = new Variable(tensor([1, 2], { dtype: 'float64' }))
    const before = v.value
    expect(v.assign([0.1, 3])).toBe(v)
    expect(v.value.toArray()).toEqual([0.1, 3])
    v.assign(new Variable(tensor([5, 6], { dtype: 'float64' })))
    expect(v.value.toArray()).toEqual([5, 6])
    expect(v.assignAdd(1).assignSub([0, 2]).value.toArray()).toEqual([6, 5])
    expect(before.toArray()).toEqual([1, 2])
  })

  it('refuses another shape or dtype, by name', () => {
    const v = new Variable([1, 2], { name: 'rate' })
    expect(() => v.assign(tensor([1]))).toThrow(ShapeError)
    expect(() => v.assign([[1, 2]])).toThrow('assign: "rate" must have shape [2], got [1, 2]')
    expect(() => v.assign(tensor([1, 2], { dtype: 'int32' }))).toThrow(DTypeError)
    expect(() => v.assign(tensor([1, 2], { dtype: 'int32' }))).toThrow(
      'assign: "rate" must be float32, got int32',
    )
    expect(() => v.assignAdd([1, 2, 3])).toThrow(ShapeError)
    expect(v.value.toArray()).toEqual([1, 2])
  })

  it('two variables of one tensor are two sources', () => {
    const x = tensor(3)
    const [a, b] = [new Variable(x), new Variable(x)]
    const tape = new GradientTape()
    tape.watch(x)
    const y = tape.record(() => square(a).add(b))
    expect(
      tape.gradient(y, [a, b, x], { unconnectedGradients: 'zero' }).map((d) => d.item()),
    ).toEqual([6, 1, 0])
  })
})
