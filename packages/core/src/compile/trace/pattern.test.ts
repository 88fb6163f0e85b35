import { expect, it } from 'vitest'
import { Rng, type Tensor, tensor, zeros } from '../../index.ts'
import { ArgumentReader, flattenArguments, resultMaker } from './signature.ts'

const [a, b, c] = [tensor([1, 2]), tensor([3, 4]), tensor([5])]
const module = { forward() {} }

class Layer {
  readonly units = 3
}
const [layer, other] = [new Layer(), new Layer()]

const nested = (depth: number): unknown => (depth === 0 ? a : [nested(depth - 1)])

/** Arguments that are alike, and others that only look so. */
const calls: readonly unknown[] = [
  [a, b],
  [b, a],
  [a, a],
  [a, c],
  [a, b, null],
  [a, [b]],
  [a, { 0: b }],
  [a, zeros([2], { dtype: 'int32' })],
  [{ x: a, y: b }],
  [{ y: a, x: b }],
  [{ x: a, y: b, z: undefined }],
  [{ x: a, y: a }],
  [Object.assign(Object.create(null), { x: a, y: b })],
  [{ ['__proto__']: a, y: b }],
  [new Rng(1), a],
  [new Rng(2), b],
  [new Rng(1).key, a],
  [a, 0],
  [a, -0],
  [a, Number.NaN],
  [a, '0'],
  [a, layer],
  [a, other],
  [a, module.forward],
  [a, module],
  [a, [undefined]],
  [a, new Array(1)],
  nested(40),
  nested(70),
]

it('arguments are split as if none had come before', () => {
  const reader = new ArgumentReader()
  for (const first of calls)
    for (const second of calls) {
      reader.flatten(first)
      for (const [values, flattened] of [
        [second, reader.flatten(second)],
        [second, reader.flatten(second)],
      ] as const) {
        const expected = flattenArguments(values)
        expect(flattened.signature).toBe(expected.signature)
        expect(flattened.tensors).toHaveLength(expected.tensors.length)
        for (const [index, each] of expected.tensors.entries())
          expect(flattened.tensors[index] === each).toBe(true)
      }
    }
  const symbolic = { x: a, [Symbol('y')]: b }
  reader.flatten({ x: a })
  expect(() => reader.flatten(symbolic)).toThrow('must have text for names')
})

it('results have the form of what the function returned', () => {
  const result = {
    list: [a, { deep: b }, a],
    key: new Rng(3),
    ['__proto__']: c,
    bare: Object.assign(Object.create(null), { c }),
    layer,
    nothing: null,
  }
  const tensors = [7, 8, 9, 10, 11, 12].map((value) => tensor([value, 0], { dtype: 'int32' }))
  const made = resultMaker(result)(tensors)
  const at = (index: number): Tensor | undefined => tensors[index]
  expect(made.list[0]).toBe(at(0))
  expect(made.list[2]).toBe(at(2))
  expect(made.key.key).toBe(at(3))
  expect(Object.keys(made)).toEqual(Object.keys(result))
  expect(Object.getPrototypeOf(made.bare)).toBeNull()
  expect(Object.getPrototypeOf(made)).toBe(Object.prototype)
  expect(made.layer).toBe(layer)
  expect(() => resultMaker(result)([])).toThrow('must give all of its results')
  expect(resultMaker(nested(60))(tensors)).not.toBe(nested(60))
})
