import { Rng, type Tensor, zeros } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { Dense } from '../layers/dense.ts'
import { squaredError } from '../losses/squared-error.ts'
import { Module } from '../modules/module.ts'
import { Sequential } from '../modules/sequential.ts'
import { evaluateBatch } from './evaluate-batch.ts'
import type { Evaluation } from './evaluation.ts'
import type { OutputChanges } from './observe-calls.ts'

const rng = new Rng(9)
const inputs = rng.split('inputs').normal([4, 2])
const targets = rng.split('targets').normal([4, 2])
const dense = (name: string): Dense => new Dense(2, 2, { rng: rng.split(name) })

const look = <T>(model: Module, measure: (evaluation: Evaluation) => T): T =>
  evaluateBatch({ model, loss: squaredError, inputs, targets }, measure)

/** Keeps its layers in an object, a Map and an array, and uses one of them twice. */
class Own extends Module {
  readonly parts = { first: dense('first') }
  readonly byName = new Map([['second', new Sequential([dense('second')])]])
  readonly twice = [dense('twice')]
  readonly unused = dense('unused')
  fails = false
  override call(x: Tensor): Tensor {
    const mode = { training: false } as const
    const hidden = this.byName.get('second')?.call(this.parts.first.call(x), mode) ?? x
    const [layer] = this.twice
    if (!layer || this.fails) throw new Error('as asked')
    return layer.call(layer.call(hidden))
  }
}

it('outputsOf gives what a module anywhere in the model gave in the pass', () => {
  const model = new Own()
  const [first, second, again, outputs] = look(model, (evaluation) => [
    evaluation.outputsOf('parts.first'),
    evaluation.outputsOf('byName.second.layers.0'),
    evaluation.outputsOf('twice.0', 0),
    evaluation.outputsOf('twice.0', 1),
  ])
  expect(first?.data).toEqual(model.parts.first.call(inputs).data)
  expect(again?.data).toEqual(model.twice[0]?.call(second ?? inputs).data)
  expect(outputs?.data).toEqual(model.call(inputs).data)
  expect(look(model, ({ outputsOf }) => outputsOf('byName.second')).data).toEqual(second?.data)
})

it('only the pass of the outputs counts', () => {
  const model = new Sequential([dense('first'), dense('second')])
  look(model, ({ forward, outputsOf }) => {
    const before = outputsOf('layers.0')
    forward(inputs.mul(2))
    expect(outputsOf('layers.0')).toBe(before)
  })
})

it('refuses other paths, and says which there are', () => {
  const model = new Own()
  const ask = (path: string, call?: number) => () =>
    look(model, ({ outputsOf }) => outputsOf(path, call))
  const wanted =
    'outputsOf: must be given the path of a module that the model calls, parts.first, byName.second, byName.second.layers.0, twice.0, got'
  expect(ask('second')).toThrow(`${wanted} "second"`)
  expect(ask('unused')).toThrow(`${wanted} "unused"`)
  expect(ask('twice.0')).toThrow(
    'outputsOf: must be told which of its 2 calls is meant, since the model calls "twice.0" more than once; outputsOf("twice.0", 0) is the first',
  )
  expect(ask('twice.0', 2)).toThrow(
    'outputsOf: "twice.0" is called 2 times, got 2 for the call, counted from 0',
  )
  expect(ask('parts.first', 1)).toThrow('"parts.first" is called once, got 1')
  expect(() => look(dense('alone'), ({ outputsOf }) => outputsOf('layers.0'))).toThrow(
    'of which there is none',
  )
})

it('leaves the modules as they were, also where the pass throws', () => {
  const model = new Own()
  const call = (x: Tensor): Tensor => x.mul(3)
  const given = Object.assign(dense('given'), { call })
  Object.assign(model.parts, { first: given })
  look(model, ({ outputsOf }) => expect(outputsOf('parts.first').data).toEqual(inputs.mul(3).data))
  model.fails = true
  expect(() => look(model, ({ outputs }) => outputs)).toThrow('as asked')
  expect(Object.getOwnPropertyDescriptor(given, 'call')).toEqual({
    value: call,
    writable: true,
    enumerable: true,
    configurable: true,
  })
  expect(Object.hasOwn(model.twice[0] ?? {}, 'call')).toBe(false)
})

it('leaves a frozen module alone', () => {
  const frozen = Object.freeze(dense('frozen'))
  const model = new Sequential([frozen, dense('second')])
  expect(look(model, ({ outputs }) => outputs).shape).toEqual([4, 2])
  expect(() => look(model, ({ outputsOf }) => outputsOf('layers.0'))).toThrow(
    'that the model calls, layers.1, got "layers.0"',
  )
})

describe('changes of what modules give', () => {
  const double = (x: Tensor): Tensor => x.mul(2)

  it('are made in another pass, and undone behind it', () => {
    const model = new Own()
    const [plain, changed, again] = look(model, ({ forward }) => [
      forward(inputs),
      forward(inputs, { outputChanges: { 'parts.first': double, 'twice.0': (x) => x.add(1) } }),
      forward(inputs),
    ])
    const [layer] = model.twice
    const hidden = model.byName.get('second')?.call(double(model.parts.first.call(inputs)), {
      training: false,
    })
    const once = layer?.call(hidden ?? inputs).add(1)
    expect(changed?.data).toEqual(layer?.call(once ?? inputs).add(1).data)
    expect(again?.data).toEqual(plain?.data)
    expect(Object.hasOwn(model.parts.first, 'call')).toBe(false)
  })

  it('can be differentiated by', () => {
    const model = new Sequential([dense('first'), dense('second')])
    const slope = look(model, ({ forward, gradient }) => {
      const kept: Tensor[] = []
      const keep = (x: Tensor): Tensor => {
        kept.push(double(x))
        return kept[0] ?? x
      }
      const outputs = forward(inputs, { outputChanges: { 'layers.0': keep } })
      return gradient(outputs, kept[0] ?? outputs)
    })
    const last = model.layers[1]
    const kernel = last instanceof Dense ? last.kernel.value : inputs
    expect(slope.data).toEqual(zeros([4, 2]).add(kernel.sum(1)).data)
  })

  it('must be of a module there is, and give a tensor', () => {
    const model = new Sequential([dense('first')])
    const change = (outputChanges: OutputChanges) => () =>
      look(model, ({ forward }) => forward(inputs, { outputChanges }))
    expect(change({ 'layers.1': double })).toThrow(
      'outputChanges: must name a module of the model, layers.0, got "layers.1"',
    )
    const nothing: unknown = () => undefined
    expect(change({ 'layers.0': nothing as typeof double })).toThrow(
      'outputChanges: a change must give a tensor, got undefined',
    )
  })
})
