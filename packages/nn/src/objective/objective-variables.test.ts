import { GradientError, mean, Rng, type Tensor, tensor, Variable } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { evaluateBatch } from '../evaluation/evaluate-batch.ts'
import { Dense } from '../layers/dense.ts'
import { squaredError } from '../losses/squared-error.ts'
import { childMode, type Mode } from '../modules/mode.ts'
import { Module } from '../modules/module.ts'
import { Sequential } from '../modules/sequential.ts'
import { Optimizer } from '../optimizers/optimizer.ts'
import { sgd } from '../optimizers/sgd.ts'
import { objective } from './objective.ts'

const rng = new Rng(3)
const inputs = rng.split('x').normal([8, 2])
const targets = rng.split('y').normal([8, 1])
const mode: Mode = { training: false }
const dense = (): Dense => new Dense(2, 1, { rng })
const lossOf = (model: Module): number =>
  mean(squaredError(model.call(inputs, mode), targets)).item()

/** A model of one layer, wherever it keeps it. */
class Model extends Module {
  readonly keep: unknown
  readonly layer: () => Module
  constructor(keep: unknown, layer: () => Module) {
    super()
    this.keep = keep
    this.layer = layer
  }
  override call(x: Tensor, given: Mode): Tensor {
    return this.layer().call(x, given)
  }
}

describe('a layer trains wherever a model keeps it', () => {
  const layer = dense()
  it.each<[string, unknown]>([
    ['an object', { first: layer }],
    ['an object in an array', [{ first: layer }]],
    ['a Map', new Map([['first', layer]])],
    ['a Set', new Set([layer])],
    [
      'an instance of a class of its own',
      new (class {
        readonly first = layer
      })(),
    ],
  ])('%s', (_, keep) => {
    const model = new Model(keep, () => layer)
    const step = objective({ model, loss: squaredError })
    const optimizer = new Optimizer(sgd({ learningRate: 0.05 }), model)
    const before = lossOf(model)
    const { gradients } = step(inputs, targets, mode)
    expect(Object.keys(gradients)).toHaveLength(2)
    optimizer.apply(gradients)
    expect(lossOf(model)).toBeLessThan(before)
  })
})

it('trains weights that are used twice, under their first name, with the sum of both gradients', () => {
  const shared = new Dense(2, 2, { rng, useBias: false })
  const apart = [0, 1].map(() => new Dense(2, 2, { rng, useBias: false }))
  const step = (layers: Module[]) =>
    objective({ model: new Sequential(layers), loss: squaredError })
  const y = rng.split('both').normal([8, 2])
  const tied = step([shared, shared])(inputs, y, mode).gradients
  const each = step(apart)(inputs, y, mode).gradients
  expect(Object.keys(tied)).toEqual(['layers.0.kernel'])
  const sum = each['layers.0.kernel']?.add(each['layers.1.kernel'] ?? 0)
  expect(
    tied['layers.0.kernel']
      ?.sub(sum ?? 0)
      .abs()
      .max()
      .item(),
  ).toBeLessThan(1e-6)
})

describe('what cannot train is an error', () => {
  class Private extends Module {
    readonly #layer = dense()
    override call(x: Tensor): Tensor {
      return this.#layer.call(x)
    }
  }
  const hint = '#private fields and what functions close over cannot be seen'

  it('a model without variables', () => {
    const make = (): unknown => objective({ model: new Private(), loss: squaredError })
    expect(make).toThrow(GradientError)
    expect(make).toThrow(
      `objective: the model must have a variable to train, got none; a module makes its layers in its constructor`,
    )
    expect(make).toThrow(hint)
    expect(() => objective({ model: new Sequential([]), loss: squaredError })).toThrow('got none')
  })

  it('a count of steps that was left trainable', () => {
    const count = new Variable(tensor(0, { dtype: 'int32' }))
    const model = new Model([dense(), { count }], dense)
    expect(() => objective({ model, loss: squaredError })).toThrow(
      'objective: a variable to train must be float32 or float64, got int32 for "keep.1.count"; make it with { trainable: false }',
    )
  })

  it('a model with nothing but variables that are not trainable', () => {
    const w = new Variable(1, { trainable: false })
    const model = new Model([w, w, new Variable(2, { trainable: false })], dense)
    expect(() => objective({ model, loss: squaredError })).toThrow(
      'objective: the model must have a variable to train, got 2 with { trainable: false }',
    )
  })

  const hidden = dense()
  const square = (): Dense => new Dense(2, 2, { rng })
  it.each<[string, Module]>([
    ['in a #private field', new Sequential([square(), new Private()])],
    ['in a closure', new Sequential([square(), (x) => hidden.call(x)])],
    ['made in every call', new Model(dense(), dense)],
  ])('a trainable variable that the model reads, %s', (_, model) => {
    const step = objective({ model, loss: squaredError })
    expect(() => step(inputs, targets, mode)).toThrow(GradientError)
    expect(() => step(inputs, targets, mode)).toThrow(
      'objective: every trainable variable that the model reads must be among its variables(), got "kernel" of shape [2, 1], which would not train; keep its layer in a property that is not #private',
    )
  })

  it('not so: what the loss reads, what is not trainable, what only reports', () => {
    const teacher = dense()
    const scale = new Variable(2, { trainable: false })
    const model = new Sequential([dense(), (x) => x.mul(scale)])
    const loss = (outputs: Tensor): Tensor => squaredError(outputs, teacher.call(inputs))
    const { gradients } = objective({ model, loss })(inputs, targets, mode)
    expect(Object.keys(gradients)).toEqual(['layers.0.kernel', 'layers.0.bias'])
    const batch = { model: new Private(), loss: squaredError, inputs, targets }
    expect(evaluateBatch(batch, ({ losses }) => losses).shape).toEqual([8])
  })

  it('an optimizer without a variable', () => {
    const make = (variables: Record<string, Variable> | Module) => () =>
      new Optimizer(sgd({ learningRate: 1 }), variables)
    expect(make({})).toThrow('Optimizer: needs a variable to train, got none; #private fields')
    expect(make(new Private())).toThrow('Optimizer: needs a variable to train, got none')
    expect(make({ w: new Variable(1, { trainable: false }) })).toThrow(
      'got 1 with { trainable: false }',
    )
  })
})

it('childMode and dropout refuse what is no mode', () => {
  expect(childMode(undefined, 'a')).toEqual({ training: false })
  // @ts-expect-error: what JavaScript may pass
  expect(() => childMode({}, 'a')).toThrow(
    'mode: a model is called with { training: false } or { training: true, rng }, got an object; model.call(x) predicts',
  )
  // @ts-expect-error: what JavaScript may leave out
  expect(() => childMode({ training: true }, 'a')).toThrow(
    'mode: training needs a source of random numbers, { training: true, rng: new Rng(0).split(step) }, got undefined for rng',
  )
})
