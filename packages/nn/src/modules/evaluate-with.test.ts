import { tensor, Variable } from '@sobolev/core'
import { expect, test } from 'vitest'
import { evaluateWith } from './evaluate-with.ts'

const [one, two] = [tensor([1, 2]), tensor(3)]

test('variables have other values, and theirs again, also where the function throws', () => {
  const variables = { a: new Variable(one), b: new Variable(two) }
  const sum = (): number => variables.a.value.sum().add(variables.b.value).item()
  expect(evaluateWith(variables, { a: tensor([10, 20]) }, sum)).toBe(33)
  expect(sum()).toBe(6)
  const fail = (): never => {
    throw new Error('no')
  }
  expect(() => evaluateWith(variables, { a: tensor([10, 20]) }, fail)).toThrow('no')
  expect(sum()).toBe(6)
})

test('a value that belongs to no variable, or that it cannot take, is refused before any changes', () => {
  const variables = { a: new Variable(one), b: new Variable(two) }
  const evaluate = (values: Readonly<Record<string, unknown>>) => (): unknown =>
    Reflect.apply(evaluateWith, null, [variables, values, () => 1])
  const other = tensor([0, 0])
  expect(evaluate({ a: other, c: two })).toThrow(
    'evaluateWith: "c" must be a variable of the model, which has a, b',
  )
  expect(evaluate({ a: other, b: one })).toThrow('evaluateWith: "b" must have shape [], got [2]')
  expect(evaluate({ a: other, b: 3 })).toThrow('evaluateWith: "b" must be a tensor, got 3')
  expect(variables.a.value.data).toEqual(one.data)
})
