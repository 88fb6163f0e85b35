import { Rng, tensor, Variable } from '@sobolev/core'
import { expect, it, vi } from 'vitest'
import { Dense, Optimizer, Sequential, sgd } from '../index.ts'

/** What is said when an optimizer takes these variables. */
function warnings(variables: Readonly<Record<string, Variable>>): unknown[] {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  new Optimizer(sgd({ learningRate: 0.1 }), variables)
  const said = warn.mock.calls.flat()
  warn.mockRestore()
  return said
}

it('warns of two layers that were made with one Rng', () => {
  const rng = new Rng(1)
  const model = new Sequential([new Dense(3, 3, { rng }), new Dense(3, 3, { rng })])
  expect(warnings(model.variables())).toEqual([
    expect.stringMatching(
      /^Optimizer: the variables "\S+0\.kernel" and "\S+1\.kernel" begin with the same random numbers/,
    ),
  ])
})

it('says nothing of layers with sources of their own, and of ones and identity matrices', () => {
  const rng = new Rng(1)
  const layers = ['a', 'b'].map((name) => new Dense(3, 3, { rng: rng.split(name) }))
  expect(warnings(new Sequential(layers).variables())).toEqual([])
  const eye = [
    [1, 0],
    [0, 1],
  ]
  const given = { a: eye, b: eye, c: [1, 1, 1], d: [1, 1, 1] }
  const variables = Object.entries(given).map(([name, value]): [string, Variable] => [
    name,
    new Variable(tensor(value)),
  ])
  expect(warnings(Object.fromEntries(variables))).toEqual([])
})
