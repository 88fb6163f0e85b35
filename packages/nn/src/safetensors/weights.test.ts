import { DTypeError, Rng, ShapeError, tensor, Variable } from '@sobolev/core'
import { describe, expect, test } from 'vitest'
import { BatchNorm } from '../layers/batch-norm.ts'
import { Dense } from '../layers/dense.ts'
import { Sequential } from '../modules/sequential.ts'
import { SafetensorsError } from './safetensors-error.ts'
import { loadTensors, saveTensors } from './tensors-file.ts'
import { loadWeights, saveWeights } from './weights.ts'

const network = (seed: number, units = 2): Sequential => {
  const rng = new Rng(seed)
  return new Sequential([
    new Dense(3, 4, { rng: rng.split(0) }),
    new BatchNorm(4),
    new Dense(4, units, { rng: rng.split(1) }),
  ])
}
const valuesOf = (model: Sequential): unknown =>
  Object.entries(model.variables()).map(([path, { value }]) => [path, value.toArray()])

test('weights are taken up by another model, statistics too, and equal ones give equal bytes', () => {
  const [first, second] = [network(1), network(2)]
  const bytes = saveWeights(first, { metadata: { classes: 'cat,dog' } })
  const { loaded, missing, unexpected, metadata } = loadWeights(second, bytes)
  expect(valuesOf(second)).toEqual(valuesOf(first))
  expect(loaded).toEqual(Object.keys(first.variables()))
  expect([missing, unexpected]).toEqual([[], []])
  expect(metadata).toEqual({ format: 'sobolev', classes: 'cat,dog' })
  expect(saveWeights(second, { metadata: { classes: 'cat,dog' } })).toEqual(bytes)
  expect(valuesOf(second)).not.toEqual(valuesOf(network(2)))
})

test('tensors by name are written and read, of each dtype', () => {
  const tensors = {
    a: tensor([[1.5, -2]]),
    b: tensor([0.1], { dtype: 'float64' }),
    c: tensor(7, { dtype: 'int32' }),
    d: tensor([true, false]),
  }
  const read = loadTensors(saveTensors(tensors, { metadata: { unit: 'm' } }))
  expect(read.metadata).toEqual({ unit: 'm' })
  for (const [name, { dtype, shape, data }] of Object.entries(tensors))
    expect(read.tensors[name]).toMatchObject({ dtype, shape, data })
})

test('what is read does not change with the bytes it was read from', () => {
  const tensors = {
    a: tensor([1.5, -2]),
    b: tensor([0.1], { dtype: 'float64' }),
    c: tensor([7], { dtype: 'int32' }),
    d: tensor([true, false]),
  }
  const bytes = saveTensors(tensors)
  const read = loadTensors(bytes).tensors
  const model = { a: new Variable([0, 0]) }
  loadWeights(model, bytes, { partial: true })
  bytes.fill(0)
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] })
  for (const [name, { data }] of Object.entries(tensors))
    expect(read[name]?.data, name).toEqual(data)
  expect(model.a.value.toArray()).toEqual([1.5, -2])
})

describe('a file that does not fit', () => {
  test('is refused with all that differs, and nothing changes', () => {
    const model = network(2)
    const before = valuesOf(model)
    const { kernel, bias } = new Dense(3, 4, { rng: new Rng(3) })
    const variables = {
      'layers.0.kernel': kernel,
      'layer.0.bias': bias ?? kernel,
      'layers.2.kernel': new Variable(tensor([[1]])),
      head: bias ?? kernel,
    }
    expect(() => loadWeights(model, saveWeights(variables))).toThrow(
      `loadWeights: the file must hold the weights of the model, got 9 that differ:
  "layers.0.bias" is missing; did you mean "layer.0.bias"?
  "layers.1.scale" is missing
  "layers.1.bias" is missing; did you mean "layer.0.bias"?
  "layers.1.runningMean" is missing
  "layers.1.runningVariance" is missing
  "layers.2.bias" is missing; did you mean "layer.0.bias"?
  "head" is of no variable
  "layer.0.bias" is of no variable
  "layers.2.kernel" must have shape [4, 2], got [1, 1]
{ partial: true, names: (path) => (path.startsWith('layers.2.') ? null : path) } leaves variables of another shape as they are`,
    )
    expect(valuesOf(model)).toEqual(before)
  })

  test('says a way out that works', () => {
    const model = network(2)
    const names = (path: string): string | null => (path.startsWith('layers.2.') ? null : path)
    const { 'layers.1.bias': _, ...others } = model.variables()
    const bytes = saveWeights({ ...others, 'layers.2.kernel': new Variable(tensor([[1]])) })
    expect(() => loadWeights(model, bytes)).toThrow("path.startsWith('layers.2.')")
    expect(() => loadWeights(model, bytes, { partial: true })).toThrow("startsWith('layers.2.')")
    const { missing } = loadWeights(model, bytes, { partial: true, names })
    expect(missing).toEqual(['layers.1.bias'])
    expect(() => loadWeights(model, saveWeights(others))).toThrow(
      '"layers.1.bias" is missing\n{ partial: true } takes what there is',
    )
    expect(loadWeights(model, saveWeights(others), { partial: true }).missing).toEqual(missing)
    expect(() => loadWeights({ w: new Variable(1) }, saveTensors({ w: tensor([1]) }))).toThrow(
      "{ partial: true, names: (path) => (path === 'w' ? null : path) } leaves",
    )
  })

  test('fits in parts if asked to, but never with another shape', () => {
    const model = network(2)
    const bytes = saveWeights({
      'layers.0.kernel': new Variable(
        tensor([
          [1, 2, 3, 4],
          [0, 0, 0, 0],
          [0, 0, 0, 0],
        ]),
      ),
      extra: new Variable(1),
    })
    const { loaded, missing, unexpected } = loadWeights(model, bytes, { partial: true })
    expect([loaded, missing.length, unexpected]).toEqual([['layers.0.kernel'], 7, ['extra']])
    expect(model.variables()['layers.0.kernel']?.value.sum().item()).toBe(10)
    const other = saveWeights(network(1, 5))
    expect(() => loadWeights(model, other, { partial: true })).toThrow(ShapeError)
    expect(() =>
      loadWeights(model, saveWeights({ a: new Variable(1) }), { partial: true }),
    ).toThrow('says what they are called in the file')
  })

  test('has another dtype, or other names', () => {
    const model = { w: new Variable(1) }
    const bytes = saveTensors({ 'net.w': tensor(2, { dtype: 'float64' }), 'other.w': tensor(3) })
    const options = { prefix: 'net.' }
    expect(() => loadWeights(model, bytes, options)).toThrow(DTypeError)
    expect(() => loadWeights(model, bytes, options)).toThrow(
      /"w" must be float32, got float64; \{ cast: true \} converts$/,
    )
    loadWeights(model, bytes, { ...options, cast: true })
    expect(model.w.value.item()).toBe(2)
    loadWeights(model, bytes, { names: () => 'other.w', partial: true })
    expect(model.w.value.item()).toBe(3)
    expect(() => loadWeights(model, saveTensors({ 'model/w': tensor(1) }))).toThrow(
      "It is a checkpoint: { prefix: 'model/' } takes the model of it",
    )
    expect(() => loadWeights(model, bytes.subarray(0, 40))).toThrow(SafetensorsError)
    // @ts-expect-error: as JavaScript may call it
    expect(() => loadWeights(model, bytes, { strict: false })).toThrow(
      'there is no option "strict"',
    )
  })
})

test('nothing is written that nobody could read', () => {
  const model = network(1)
  const message =
    'metadata must be texts by key, got 3 for "epoch"; JSON.stringify(value) makes one'
  for (const save of [saveWeights, saveTensors])
    expect(() =>
      Reflect.apply(save, null, [model.variables(), { metadata: { epoch: 3 } }]),
    ).toThrow(message)
  const wrong = (tensors: unknown): unknown => Reflect.apply(saveTensors, null, [tensors])
  expect(() => wrong({ a: [1] })).toThrow('saveTensors: a must be a tensor, got [1]; tensor(a)')
  expect(() => wrong(tensor(1))).toThrow(
    'must be given tensors by name, such as { x }, got a Tensor',
  )
  expect(() =>
    Reflect.apply(loadWeights, null, [model, saveWeights(model), { names: {} }]),
  ).toThrow('loadWeights: names must be a function, got an object')
})
