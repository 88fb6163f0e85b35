import { DTypeError, Rng, type Tensor, tensor } from '@sobolev/core'
import { expect, test } from 'vitest'
import { Dense } from '../layers/dense.ts'
import { squaredError } from '../losses/squared-error.ts'
import { objective } from '../objective/objective.ts'
import { adam } from '../optimizers/adam.ts'
import { Optimizer } from '../optimizers/optimizer.ts'
import { type Json, loadCheckpoint, saveCheckpoint } from './checkpoint.ts'
import { encodeSafetensors } from './safetensors.ts'
import { SafetensorsError } from './safetensors-error.ts'
import { saveWeights } from './weights.ts'

/** A training that can be gone on with. */
function training(seed: number) {
  const model = new Dense(3, 1, { rng: new Rng(seed) })
  const optimizer = new Optimizer(adam({ learningRate: 0.1 }), model)
  const evaluate = objective({ model, loss: squaredError })
  const step = (rng: Rng): void => {
    const x = rng.normal([8, 3])
    optimizer.apply(evaluate(x, x.sum(1), { training: false }).gradients)
  }
  return { model, optimizer, step }
}
const kernelOf = ({ kernel }: Dense): Tensor => kernel.value

test('training goes on with the bits of one that was not stopped', () => {
  const one = training(0)
  let rng = new Rng(7)
  for (let step = 0; step < 3; step++) one.step(rng.split(step))
  const bytes = saveCheckpoint({
    ...{ model: one.model, optimizer: one.optimizer },
    rng,
    step: 3,
    history: [{ loss: 1.5 }],
    best: tensor([1, 2]),
  })
  for (let step = 3; step < 6; step++) one.step(rng.split(step))

  const two = training(1)
  const loaded = loadCheckpoint(bytes, {
    model: two.model,
    optimizer: two.optimizer,
    rng: new Rng(0),
    step: 0,
    history: [{ loss: 0 }],
    best: tensor(0),
  })
  expect(loaded.step).toBe(3)
  expect(loaded.history).toEqual([{ loss: 1.5 }])
  expect(loaded.best.toArray()).toEqual([1, 2])
  rng = loaded.rng
  for (let step = loaded.step; step < 6; step++) two.step(rng.split(step))
  expect(kernelOf(two.model).toArray()).toEqual(kernelOf(one.model).toArray())
})

test('a part alone is enough, and where one does not fit none is changed', () => {
  const [one, two] = [training(0), training(1)]
  one.step(new Rng(1))
  const bytes = saveCheckpoint({ model: one.model, optimizer: one.optimizer })
  expect(loadCheckpoint(bytes, { model: two.model }).model).toBe(two.model)
  expect(kernelOf(two.model).toArray()).toEqual(kernelOf(one.model).toArray())

  const three = training(2)
  const [kernel, state] = [kernelOf(three.model).toArray(), three.optimizer.state()]
  const wide = new Dense(4, 1, { rng: new Rng(0) })
  const other = new Optimizer(adam(), wide)
  const { model, optimizer } = three
  expect(() => loadCheckpoint(bytes, { optimizer, model: wide })).toThrow(
    'loadCheckpoint: model: the file must hold the weights of the model, got 1 that differs',
  )
  const both = saveCheckpoint({ model: one.model, optimizer: one.optimizer, other: one.optimizer })
  expect(() => loadCheckpoint(both, { model, optimizer, other })).toThrow('must have shape')
  expect(kernelOf(model).toArray()).toEqual(kernel)
  expect(optimizer.state()).toEqual(state)
})

test('what is no part, or no checkpoint, is said', () => {
  const { model } = training(0)
  const bytes = saveCheckpoint({ model, rng: new Rng(0) })
  expect(() => loadCheckpoint(bytes, { models: model })).toThrow(
    'loadCheckpoint: the file must hold "models", got model, rng; did you mean "model"?',
  )
  expect(() => loadCheckpoint(bytes, { model: new Rng(0) })).toThrow(
    'loadCheckpoint: "model" must be a module, as it is in the file, got an Rng',
  )
  expect(() => saveCheckpoint({ loss: Number.NaN })).toThrow('"loss" must be a module')
  expect(() => saveCheckpoint({ 'a/b': 1 })).toThrow('must hold no "/", got "a/b"')
  expect(() => loadCheckpoint(saveWeights(model), { model })).toThrow(SafetensorsError)
  expect(() => loadCheckpoint(saveWeights(model), { model })).toThrow(
    'no checkpoint of saveCheckpoint',
  )
})

test('nothing is written that could not be read', () => {
  const nested = (depth: number): Json => (depth === 0 ? 1 : [nested(depth - 1)])
  const history = nested(14)
  expect(loadCheckpoint(saveCheckpoint({ history }), { history: [] }).history).toEqual(history)
  expect(() => saveCheckpoint({ history: nested(15) })).toThrow(
    'must be at most a million, nested at most 14 deep, or loadCheckpoint would refuse the file',
  )
  const numbers = Array.from({ length: 600_000 }, (_, index) => index % 10)
  expect(() => saveCheckpoint({ training: numbers, validation: numbers })).toThrow(
    'it holds more than 1000000 values; tensor(numbers) holds any number of them',
  )
})

test('a part comes back as what the one in its place is', () => {
  const bytes = saveCheckpoint({ epoch: 3, names: ['a'], best: null, order: tensor([1, 2]) })
  expect(() => loadCheckpoint(bytes, { epoch: [] })).toThrow(
    'loadCheckpoint: "epoch" must be a number, as it is in the file, got a list',
  )
  expect(() => loadCheckpoint(bytes, { names: {} })).toThrow('must be a list')
  expect(() => loadCheckpoint(bytes, { best: 0 })).toThrow('must be null')
  expect(() => loadCheckpoint(bytes, { order: null })).toThrow('must be a tensor')
  expect(() => loadCheckpoint(bytes, { order: tensor(0, { dtype: 'int32' }) })).toThrow(
    new DTypeError('loadCheckpoint: "order" must be float32, as it is in the file, got int32'),
  )
  expect(loadCheckpoint(bytes, { epoch: null, best: null })).toEqual({ epoch: 3, best: null })
  const other = (text: string): Uint8Array =>
    encodeSafetensors({ tensors: new Map(), metadata: new Map([['sobolev.parts', text]]) })
  expect(() => loadCheckpoint(other('{"epoch":3}'), { epoch: null })).toThrow(SafetensorsError)
})
