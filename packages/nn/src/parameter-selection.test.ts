import { Rng, Variable } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { Dense } from './layers/dense.ts'
import { Sequential } from './modules/sequential.ts'
import { type ParameterSelection, selectParameters } from './parameter-selection.ts'

const rng = new Rng(0)
const model = new Sequential([
  new Dense(2, 3, { rng: rng.split(0) }),
  new Dense(3, 1, { rng: rng.split(1) }),
])
// The text of a name says nothing: this is no kernel, and that is one.
const others = { 'norm.kernel': new Variable(1), weights: new Variable(1, { role: 'kernel' }) }
const variables = { ...model.variables(), ...others }

const select = (selection: ParameterSelection): string[] =>
  Object.keys(selectParameters('l2', selection, variables))

describe('selects', () => {
  it.each<[string, ParameterSelection, readonly string[]]>([
    ['by role', 'kernel', ['layers.0.kernel', 'layers.1.kernel', 'weights']],
    ['by path', 'layers.1.bias', ['layers.1.bias']],
    ['by a path with any part', 'layers.*.bias', ['layers.0.bias', 'layers.1.bias']],
    ['by a path of any two parts', '*.kernel', ['norm.kernel']],
    ['all', 'all', Object.keys(variables)],
    [
      'by a list, each once and in the order of the variables',
      ['layers.1.*', 'bias'],
      ['layers.0.bias', 'layers.1.kernel', 'layers.1.bias'],
    ],
    ['by a function of the path', (path) => path.startsWith('norm.'), ['norm.kernel']],
    ['by a function of the variable', (_, { role }) => role === undefined, ['norm.kernel']],
  ])('%s', (_, selection, paths) => {
    expect(select(selection)).toEqual(paths)
  })

  it('the Variables themselves', () => {
    const selected = selectParameters('l2', 'weights.*', { 'weights.a': others.weights })
    expect(selected['weights.a']).toBe(others.weights)
  })
})

describe('says what there is where nothing is selected', () => {
  const all =
    'layers.0.kernel (role kernel), layers.0.bias (role bias), layers.1.kernel (role kernel), ' +
    'layers.1.bias (role bias), norm.kernel (no role), weights (role kernel)'

  it.each<[ParameterSelection, string]>([
    ['scale', `l2: the role "scale" must select a variable, got ${all}`],
    ['layers.2.*', `l2: the path "layers.2.*" must select a variable, got ${all}`],
    [['kernel', 'scale'], `l2: the role "scale" must select a variable, got ${all}`],
    [() => false, `l2: the function must select a variable, got ${all}`],
  ])('%s', (selection, message) => {
    expect(() => select(selection)).toThrow(new TypeError(message))
  })

  it('none at all', () => {
    expect(() => selectParameters('l2', 'all', {})).toThrow('got a model without variables')
  })
})
