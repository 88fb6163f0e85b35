import { Rng, type Tensor, Variable } from '@sobolev/core'
import { expect, it } from 'vitest'
import { Dense } from './dense.ts'
import { Module } from './module.ts'
import { Sequential } from './sequential.ts'

class Holder extends Module {
  readonly [name: string]: unknown
  constructor(properties: Record<string, unknown>) {
    super()
    Object.assign(this, properties)
  }
  override call(x: Tensor): Tensor {
    return x
  }
}

const rng = new Rng(0)

it('names variables by the path to them, through modules and nested arrays', () => {
  const [a, b, c] = [new Variable(1), new Variable(2), new Variable(3)]
  const model = new Holder({ scale: a, blocks: [[b], new Holder({ kernel: c })] })
  const found = model.variables()
  expect(Object.keys(found)).toEqual(['scale', 'blocks.0.0', 'blocks.1.kernel'])
  expect(Object.values(found).map((variable) => variable.value.item())).toEqual([1, 2, 3])
})

it('lists a shared variable, and the variables of a shared module, once', () => {
  const [shared, own] = [new Variable(1), new Variable(2)]
  const layer = new Dense(1, 1, { rng, useBias: false })
  const model = new Holder({ a: shared, b: [shared, own], c: layer, d: new Sequential([layer]) })
  expect(Object.keys(model.variables())).toEqual(['a', 'b.1', 'c.kernel'])
})

it('passes over what is no variable or module, and comes back from a cycle', () => {
  const inner: Record<string, unknown> = {
    kernel: new Variable(1),
    note: { hidden: new Variable(2) },
  }
  const model = new Holder({ inner: new Holder(inner), text: 'x', nothing: null, f: () => 0 })
  Object.assign(model.inner as object, { parent: model })
  expect(Object.keys(model.variables())).toEqual(['inner.kernel'])
})
