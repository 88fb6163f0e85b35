import { assert, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  DTypeError,
  GradientTape,
  type Nested,
  ShapeError,
  stopGradient,
  Tensor,
  tensor,
} from '../index.ts'
import { sample, seeds, shapes } from '../operations/block.fixture.ts'

describe('tensor() from nested arrays', () => {
  it.each<[Nested, number[], string]>([
    [5, [], 'float32'],
    [true, [], 'bool'],
    [[], [0], 'float32'],
    [[[], []], [2, 0], 'float32'],
    [[1, 2, 3], [3], 'float32'],
    [[[1], [2]], [2, 1], 'float32'],
    [[[true, false]], [1, 2], 'bool'],
  ])('%j', (values, shape, dtype) => {
    const x = tensor(values)
    expect(x.shape).toEqual(shape)
    expect(x.dtype).toBe(dtype)
    expect(x.toArray()).toEqual(values)
  })

  it('toArray gives back what was put in', () => {
    assert(
      property(shapes, seeds, (shape, seed) => {
        const x = sample('int32', shape, seed, -99, 99)
        // An array of no arrays does not tell the lengths inside.
        const hidden = shape.slice(0, shape.indexOf(0) + 1)
        const back = tensor(x.toArray(), { dtype: 'int32', shape })
        expect(back).toEqual(x)
        if (shape.includes(0)) expect(tensor(x.toArray()).shape).toEqual(hidden)
        else expect(tensor(x.toArray()).shape).toEqual(shape)
      }),
      { numRuns: 50, seed: 20 },
    )
  })

  it.each<Nested>([
    [[1, 2], [3]],
    [1, [2]],
    [[1], 2],
    [[], [1]],
    [[[1]], [[1, 2]]],
  ])('refuses the ragged %j', (...values) => {
    expect(() => tensor(values)).toThrow(ShapeError)
    expect(() => tensor(values)).toThrow(
      /nested arrays must all have shape \[.*\], got a ragged one/,
    )
  })

  it('refuses what is neither number nor boolean, and says what to do', () => {
    const words: [unknown, RegExp][] = [
      [[null], /must be made of numbers or booleans, got null$/],
      [['1'], /got "1"$/],
      [[undefined], /got undefined$/],
      [[{}], /got an object$/],
      [[tensor(1)], /got a Tensor; stack\(tensors\) joins them/],
      [[new Float32Array(1)], /got a Float32Array; Array\.from\(x\) makes an array of it/],
      [new Int16Array(1), /got an Int16Array; Array\.from/],
      [[1, true], /must be all numbers or all booleans, got both/],
    ]
    for (const [values, message] of words) {
      // @ts-expect-error: what JavaScript may pass
      expect(() => tensor(values)).toThrow(DTypeError)
      // @ts-expect-error: what JavaScript may pass
      expect(() => tensor(values)).toThrow(message)
    }
  })
})

it('an unknown dtype is refused, by cast too', () => {
  const message =
    'the dtype must be float32, float64, int32, bool, got "float16"; did you mean "float32"?'
  // @ts-expect-error: what JavaScript may pass
  expect(() => tensor([1], { dtype: 'float16' })).toThrow(`tensor: ${message}`)
  // @ts-expect-error: what JavaScript may pass
  expect(() => tensor([1]).cast('float16')).toThrow(`cast: ${message}`)
})

describe('tensor() from typed arrays', () => {
  it('has their dtype, a shape of its own, and a copy of their numbers', () => {
    const data = new Float64Array([1, 2, 3, 4])
    const x = tensor(data, { shape: [2, 2] })
    data[0] = 9
    expect(x.toArray()).toEqual([
      [1, 2],
      [3, 4],
    ])
    expect(x.dtype).toBe('float64')
    expect(tensor(new Int32Array(2)).dtype).toBe('int32')
    expect(tensor(new Uint8Array([0, 1])).toArray()).toEqual([false, true])
    expect(tensor(new Uint8Array([0, 255]), { dtype: 'float32' }).toArray()).toEqual([0, 255])
  })

  it('of a watched tensor are refused while a tape records, and not those of a constant', () => {
    const x = tensor([1, 2])
    const tape = new GradientTape()
    tape.watch(x)
    tape.record(() => {
      expect(tensor(stopGradient(x).data).toArray()).toEqual([1, 2])
      expect(() => tensor(x.data)).toThrow(/a tape watches, and would lose their derivative/)
    })
  })
})

describe('dtype and shape', () => {
  it.each<[Nested, 'int32' | 'bool', string]>([
    [0.5, 'int32', '0.5'],
    [2 ** 31, 'int32', '2147483648'],
    [Number.NaN, 'int32', 'NaN'],
    [2, 'bool', '2'],
    [-1, 'bool', '-1'],
    [0.5, 'bool', '0.5'],
    [256, 'bool', '256'],
  ])('%s is no %s', (value, dtype, shown) => {
    expect(() => tensor([value], { dtype })).toThrow(DTypeError)
    expect(() => tensor([value], { dtype })).toThrow(
      `tensor: ${dtype} cannot hold ${shown}; make it { dtype: "float32" }, and cast(x, "${dtype}")`,
    )
  })

  it('numbers are rounded to a float dtype, and whole ones held by the others', () => {
    expect(tensor(0.1).item()).toBe(Math.fround(0.1))
    expect(tensor(0.1, { dtype: 'float64' }).item()).toBe(0.1)
    expect(tensor([1, 0], { dtype: 'bool' }).toArray()).toEqual([true, false])
    expect(tensor([true], { dtype: 'int32' }).toArray()).toEqual([1])
  })

  it('a shape must hold the elements', () => {
    expect(() => tensor([1, 2], { shape: [3] })).toThrow(
      'tensor: shape [3] holds 3 elements, got 2',
    )
    expect(() => tensor([1, 2], { shape: [-1, -2] })).toThrow(
      'tensor: lengths must be whole numbers from 0, got [-1, -2]',
    )
    expect(tensor([1, 2], { shape: [2, 1] }).toArray()).toEqual([[1], [2]])
    expect(tensor(5, { shape: [1, 1] })).toBeInstanceOf(Tensor)
  })
})
