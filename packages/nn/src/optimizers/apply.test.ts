import { GradientTape, ones, Rng, type Tensor, type Tree, Variable } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { Dense } from '../layers/dense.ts'
import { Sequential } from '../modules/sequential.ts'
import { adam } from './adam.ts'
import { chain } from './chain.ts'
import { clipByGlobalNorm } from './clip-by-global-norm.ts'
import { Optimizer } from './optimizer.ts'
import { rmsprop } from './rmsprop.ts'
import { sgd } from './sgd.ts'

const descend = sgd({ learningRate: 1 })
const rng = new Rng(1)

/** The variables after one step along the gradients of `loss`. */
function stepped(variables: Tree<Variable>, loss: () => Tensor): void {
  const tape = new GradientTape()
  const total = tape.record(loss)
  const optimizer = new Optimizer(descend, variables)
  // Any nesting is handled alike; its type, written out, has no end.
  const sources = variables as Record<string, Variable>
  optimizer.apply(tape.gradient(total, sources, { unconnectedGradients: 'none' }))
}

describe('what the tape gives', () => {
  it.each<[string, (a: Variable, b: Variable) => Tree<Variable>]>([
    ['an array', (a, b) => [a, b]],
    ['an object', (a, b) => ({ b, a })],
    ['a nesting', (a, b) => ({ layers: [{ kernel: a }, [b]] })],
  ])('%s', (_, nest) => {
    const [a, b] = [new Variable(5), new Variable(7)]
    stepped(nest(a, b), () => a.mul(2).add(b.mul(3)))
    expect([a.value.item(), b.value.item()]).toEqual([3, 4])
  })

  it('one variable', () => {
    const a = new Variable(5)
    stepped(a, () => a.mul(2))
    expect(a.value.item()).toBe(3)
  })

  it('of a model with a layer that is not trained: by trainableVariables(), and by all with zeros', () => {
    for (const zero of [false, true]) {
      const fixed = new Variable(ones([1]), { trainable: false })
      const layer = new Dense(1, 1, { rng, useBias: false })
      const model = new Sequential([layer, (x) => x.mul(fixed)])
      Object.assign(model, { fixed })
      const before = layer.kernel.value
      const optimizer = new Optimizer(descend, model)
      const tape = new GradientTape()
      const loss = tape.record(() => model.call(ones([1, 1]), { training: false }).sum())
      optimizer.apply(
        zero
          ? tape.gradient(loss, model.variables(), { unconnectedGradients: 'zero' })
          : tape.gradient(loss, model.trainableVariables()),
      )
      expect(layer.kernel.value.item()).toBeCloseTo(before.item() - 1, 6)
      expect(fixed.value.toArray()).toEqual([1])
    }
  })

  it('in another order, with the same bits', () => {
    const gradients = { a: ones([3]).mul(0.1), b: ones([2]).mul(0.7), c: ones([1]).mul(1e4) }
    const after = [gradients, Object.fromEntries(Object.entries(gradients).reverse())].map(
      (given) => {
        const variables = {
          a: new Variable(ones([3])),
          b: new Variable(ones([2])),
          c: new Variable(ones([1])),
        }
        new Optimizer(chain(clipByGlobalNorm(1e-3), descend), variables).apply(given)
        return Object.values(variables).map((variable) => variable.value.toArray())
      },
    )
    expect(after[1]).toEqual(after[0])
  })
})

describe('a gradient that is null', () => {
  it.each([
    ['adam', adam({ learningRate: 0.1 })],
    ['rmsprop with momentum', rmsprop({ learningRate: 0.1, momentum: 0.9 })],
  ])('leaves the variable and what is remembered of it as they are: %s', (_, transform) => {
    const variables = { used: new Variable(1), spare: new Variable(1) }
    const optimizer = new Optimizer(transform, variables)
    optimizer.apply({ used: ones([]), spare: ones([]) })
    const before = optimizer.state()
    const spare = variables.spare.value
    optimizer.apply({ used: ones([]), spare: null })
    const after = optimizer.state()
    expect(variables.spare.value.item()).toBe(spare.item())
    for (const [name, value] of Object.entries(before))
      if (name.endsWith('.spare')) expect(after[name]?.item()).toBe(value.item())
      else expect(after[name]?.item()).not.toBe(value.item())
  })

  it('everywhere is an error', () => {
    const optimizer = new Optimizer(descend, { a: new Variable(1), b: new Variable(1) })
    expect(() => optimizer.apply({ a: null, b: null })).toThrow(
      'apply: at least one gradient must not be null, got none; the target does not depend on any of the variables',
    )
  })
})

it.each<[unknown, string]>([
  [[1], 'apply: gradients must be tensors, as tape.gradient gives them, got 1 at 0'],
  [
    [ones([])],
    'apply: gradients must hold "a", got 0; they have the nesting that the optimizer was given',
  ],
  [{ a: undefined }, 'got undefined at a'],
  [{ a: [0.5] }, 'got 0.5 at a.0'],
  [undefined, 'apply: gradients must be tensors, as tape.gradient gives them, got undefined'],
  [{ a: ones([]), 'x.y': ones([]), x: { y: ones([]) } }, 'got "x.y" twice'],
])('refuses %j, and changes nothing', (given, message) => {
  const a = new Variable(1)
  const optimizer = new Optimizer(descend, { a })
  // What JavaScript may pass.
  expect(() => optimizer.apply(given as Tree<Tensor>)).toThrow(message)
  expect(a.value.item()).toBe(1)
})

it('refuses a variable under two names, of which each would undo the step of the other', () => {
  const w = new Variable(1)
  expect(() => new Optimizer(descend, { a: w, b: { c: w } })).toThrow(
    'Optimizer: each variable must be given once, got one as "a" and as "b.c"',
  )
})

it('refuses variables in an array that contains itself', () => {
  const variables: unknown[] = [new Variable(1)]
  variables.push({ list: variables })
  // What JavaScript may pass.
  expect(() => new Optimizer(descend, variables as Variable[])).toThrow(
    'Optimizer: arrays and objects must not contain themselves, got one that does at "list"',
  )
})
