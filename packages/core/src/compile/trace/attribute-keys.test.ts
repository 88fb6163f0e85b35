import { BinaryFunction } from '@sobolev/kernels'
import { expect, it } from 'vitest'
import { apply, compile, primitive, type Tensor, tensor } from '../../index.ts'
import { AttributeKeys } from './attribute-keys.ts'

const same = (a: unknown, b: unknown): boolean => {
  const keys = new AttributeKeys()
  return keys.snapshot({ a }).key === keys.snapshot({ a: b }).key
}
const [f, g] = [() => 1, () => 1]
const [sign, other] = [Symbol('sign'), Symbol('sign')]
class Table {
  readonly rows = 1
}
const table = new Table()
const ring: unknown[] = []
ring.push(ring)
const hidden = (value: number): object => Object.defineProperty({}, 'hidden', { value })

it.each<[string, unknown, unknown]>([
  ['NaN and null', Number.NaN, null],
  ['NaN and its name', Number.NaN, 'NaN'],
  ['infinity and null', Number.POSITIVE_INFINITY, null],
  ['zeros', 0, -0],
  ['zeros in a list', [0], [-0]],
  ['zeros in a Float64Array', new Float64Array([0]), new Float64Array([-0])],
  ['undefined and null', undefined, null],
  ['undefined and nothing', { b: undefined }, {}],
  ['a number and a bigint', 1, 1n],
  ['a number and its text', 1, '1'],
  ['bigints', 1n, 2n],
  ['maps', new Map([['add', 1]]), new Map([['add', 0]])],
  ['maps of lists', new Map([[1, [1]]]), new Map([[1, [2]]])],
  ['sets', new Set([1]), new Set([2])],
  ['a set and a map', new Set(), new Map()],
  ['a list and an object', [1], { 0: 1 }],
  ['an object and one without a prototype', {}, Object.create(null)],
  ['typed arrays', new Float32Array([1]), new Float32Array([2])],
  ['typed arrays of other elements', new Float32Array([1]), new Int32Array([1])],
  ['functions', f, g],
  ['symbols', sign, other],
  ['objects of a class', table, new Table()],
  ['an object of a class and a plain one', table, { rows: 1 }],
  ['dates', new Date(0), new Date(1)],
  ['patterns', /a/, /b/],
  ['symbols as keys', { [sign]: 1 }, { [sign]: 2 }],
  ['what is hidden', hidden(1), hidden(2)],
  ['a list and one with a name', [1], Object.assign([1], { name: 2 })],
  ['a hole and undefined', Array(1), [undefined]],
  ['lists nested otherwise', [[1], 2], [[1, 2]]],
  ['text with a space', ['a', 'b'], ['a "b']],
])('%s are not the same', (_, a, b) => {
  expect(same(a, a)).toBe(true)
  expect(same(b, b)).toBe(true)
  expect(same(a, b)).toBe(false)
})

it.each<[string, unknown, unknown]>([
  ['lists', [1, [Number.NaN, 'a']], [1, [Number.NaN, 'a']]],
  ['objects', { b: { c: undefined } }, { b: { c: undefined } }],
  ['maps', new Map([['add', [1]]]), new Map([['add', [1]]])],
  ['sets', new Set([1, 2]), new Set([1, 2])],
  ['typed arrays', new Float64Array([Number.NaN]), new Float64Array([Number.NaN])],
  ['what holds itself', ring, ring],
])('%s of equal content are the same', (_, a, b) => expect(same(a, b)).toBe(true))

it('keeps data as they are now', () => {
  const data = { list: [1], map: new Map([['a', { b: 1 }]]), numbers: new Float32Array([1]), f }
  const { attributes } = new AttributeKeys().snapshot(data)
  const before = structuredClone({ ...data, f: null })
  data.list[0] = 2
  data.map.set('a', { b: 2 })
  data.numbers[0] = 2
  expect({ ...attributes, f: null }).toEqual(before)
  expect(attributes.f).toBe(f)
})

const chosen = primitive<readonly [Tensor], { table: Map<string, number> }>({
  name: 'addOrMultiply',
  shape: ([a]) => a.shape,
  lower: (program, [a], out, attributes) =>
    program.binary(
      attributes.table.get('add') ? BinaryFunction.add : BinaryFunction.multiply,
      a,
      a,
      out,
    ),
  vjp: [null],
})

it('compiled calls with two maps stay two, also when one map changes between them', () => {
  const two = (x: Tensor): Tensor =>
    apply(chosen, [x], { table: new Map([['add', 1]]) }).sub(
      apply(chosen, [x], { table: new Map([['add', 0]]) }),
    )
  const changing = (x: Tensor): Tensor => {
    const table = new Map([['add', 1]])
    const sum = apply(chosen, [x], { table })
    table.set('add', 0)
    return sum.sub(apply(chosen, [x], { table }))
  }
  const x = tensor([3, 4])
  for (const f of [two, changing]) {
    expect(f(x).toArray()).toEqual([-3, -8])
    expect(compile(f)(x).toArray()).toEqual([-3, -8])
  }
})
