import { Rng, type Tensor, Variable } from '@sobolev/core'
import { expect, it, vi } from 'vitest'
import { Dense } from '../layers/dense.ts'
import { Module } from './module.ts'
import { Sequential } from './sequential.ts'
import { summary } from './summary.ts'

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

const found = (properties: Record<string, unknown>): string[] =>
  Object.keys(new Holder(properties).variables())

it('finds layers in objects, Maps, Sets and instances of any class, at any depth', () => {
  const layer = (): Dense => new Dense(1, 1, { rng, useBias: false })
  class Pair {
    readonly left = layer()
    // What TypeScript calls private is a property like any other.
    private readonly right = layer()
    both = (): Dense[] => [this.left, this.right]
  }
  expect(found({ object: { encoder: layer(), deep: [{ decoder: layer() }] } })).toEqual([
    'object.encoder.kernel',
    'object.deep.0.decoder.kernel',
  ])
  expect(
    found({
      map: new Map<unknown, unknown>([
        ['a', layer()],
        [7, [layer()]],
        [{}, layer()],
      ]),
    }),
  ).toEqual(['map.a.kernel', 'map.7.0.kernel', 'map.2.kernel'])
  expect(found({ set: new Set([layer(), layer()]) })).toEqual(['set.0.kernel', 'set.1.kernel'])
  expect(found({ pair: new Pair() })).toEqual(['pair.left.kernel', 'pair.right.kernel'])
  expect(found({ bare: Object.assign(Object.create(null), { w: new Variable(1) }) })).toEqual([
    'bare.w',
  ])
})

it('passes over what is no variable, and comes back from a cycle', () => {
  const others = {
    text: 'x',
    nothing: null,
    f: () => 0,
    rng,
    data: new Float32Array(9),
    x: rng.normal([2]),
  }
  const inner = new Holder({ kernel: new Variable(1), ...others })
  const model = new Holder({ inner })
  Object.assign(inner, { parent: model, parents: new Set([model]) })
  expect(Object.keys(model.variables())).toEqual(['inner.kernel'])
})

it('calls no accessor', () => {
  const layers = {
    get broken(): never {
      throw new Error('called')
    },
    w: new Variable(1),
  }
  expect(found({ layers })).toEqual(['layers.w'])
})

it('walks a chain of any length', () => {
  let link: Record<string, unknown> = { w: new Variable(1) }
  for (let i = 0; i < 20_000; i++) link = { n: link }
  expect(found({ link })).toHaveLength(1)
})

it('refuses two variables of one path', () => {
  const twice = { a: { b: new Variable(1) }, 'a.b': new Variable(2) }
  expect(() => found(twice)).toThrow(
    'variables: each variable must have a path of its own, got "a.b" twice; rename one of the keys that hold a dot',
  )
})

it('lists those to train apart', () => {
  const model = new Holder({ fixed: new Variable(1, { trainable: false }), free: new Variable(2) })
  expect(Object.keys(model.variables())).toEqual(['fixed', 'free'])
  expect(Object.keys(model.trainableVariables())).toEqual(['free'])
})

it('refuses a variable of another copy of core, which no tape here would watch', async () => {
  vi.resetModules()
  const other = await import('@sobolev/core')
  expect(() => found({ deep: [new other.Variable(1)] })).toThrow(
    'variables: "deep.0" must be a Variable of this program, got a Variable of another copy of @sobolev/core',
  )
})

it('is shown as a table of its modules, what they hold themselves, and how much of it is trained', () => {
  const inner = new Holder({
    kernel: new Variable([[1, 2]]),
    mean: new Variable([3], { trainable: false }),
  })
  const model = new Sequential([
    new Dense(2, 3, { rng }),
    (x) => x,
    new Holder({ before: new Variable(1), part: inner, behind: [new Variable(2)] }),
  ])
  expect(summary(model).split('\n')).toEqual([
    'layers.0       Dense   kernel [2, 3], bias [3]  9',
    'layers.2       Holder  before [], behind.0 []   2',
    'layers.2.part  Holder  kernel [1, 2], mean [1]  3',
    '13 numbers trained, 1 not',
  ])
  expect(summary(inner)).toBe('Holder  kernel [1, 2], mean [1]  3\n2 numbers trained, 1 not')
})
