import { compile, Rng, type Tensor, Variable } from '@sobolev/core'
import { expect, it } from 'vitest'
import { contents } from '../../testing/contents.ts'
import { linear } from '../schedules/linear.ts'
import { adamw } from './adamw.ts'
import { chain } from './chain.ts'
import { clipByGlobalNorm } from './clip-by-global-norm.ts'
import { grouped } from './grouped.ts'
import { muon } from './muon.ts'
import { Optimizer } from './optimizer.ts'
import { scheduleFreeAdamw } from './schedule-free-adamw.ts'
import { sgd } from './sgd.ts'
import type { GradientTransform } from './transform.ts'

const rng = new Rng(2)
const draw = (name: string, shape: number[]): Tensor =>
  rng.split(name).normal(shape, { dtype: 'float64' })

const setUp = () => ({
  early: new Variable(draw('early', [3, 2]), { role: 'kernel' }),
  late: new Variable(draw('late', [2, 2]), { role: 'kernel' }),
  bias: new Variable(draw('bias', [2]), { role: 'bias' }),
})
type Name = keyof ReturnType<typeof setUp>
const names: readonly Name[] = ['early', 'late', 'bias']

const gradientsOf = (step: number, of: readonly Name[] = names) =>
  Object.fromEntries(
    of.map((name) => [name, draw(`${name}${step}`, [...setUp()[name].shape])] as const),
  )

/** Some variables after three steps by an optimizer, and what it remembers. */
function afterThree(transform: GradientTransform, of: readonly Name[], isCompiled = false) {
  const all = setUp()
  const variables = Object.fromEntries(of.map((name) => [name, all[name]]))
  let optimizer = new Optimizer(transform, variables)
  for (const step of [0, 1, 2]) {
    const apply = (gradients: Record<string, Tensor>): Tensor => {
      optimizer.apply(gradients)
      return all.bias.value
    }
    const run = isCompiled ? compile(apply) : apply
    run(gradientsOf(step, of))
    const state = optimizer.state()
    optimizer = new Optimizer(transform, variables)
    optimizer.restore(state)
  }
  const weights = Object.fromEntries(of.map((name) => [name, all[name].value]))
  return { weights: contents(weights), state: contents(optimizer.state()) }
}

const rate = linear({ from: 0.1, to: 0.05, duration: 3 })
const decaying = adamw({ learningRate: rate, weightDecay: 0.1 })
const plain = adamw({ learningRate: rate, weightDecay: 0 })

it('each group goes as with its own optimizer alone, compiled too', () => {
  const transform = grouped({
    optimizer: decaying,
    groups: {
      matrices: { includes: 'kernel', optimizer: chain(clipByGlobalNorm(0.5), muon()) },
      vectors: { includes: ['bias'], optimizer: plain },
    },
  })
  const all = afterThree(transform, names)
  const kernels = afterThree(chain(clipByGlobalNorm(0.5), muon()), ['early', 'late'])
  const bias = afterThree(plain, ['bias'])
  expect(all.weights).toEqual({ ...kernels.weights, ...bias.weights })
  expect(Object.keys(all.state)).toEqual(
    expect.arrayContaining(['matrices.muon.velocity.early', 'vectors.adam.firstMoment.bias']),
  )
  expect(all.state['vectors.adam.firstMoment.bias']).toEqual(bias.state['adam.firstMoment.bias'])
  expect(afterThree(transform, names, true)).toEqual(all)
})

it('a factor is one of the learning rate, may change, and freezes with 0', () => {
  const factor = linear({ from: 0.5, to: 0.25, duration: 2 })
  const transform = grouped({
    optimizer: sgd({ learningRate: 0.5 }),
    groups: {
      slow: { includes: (path: string) => path === 'early', factor },
      frozen: { includes: 'bias', factor: 0 },
    },
  })
  const { weights } = afterThree({ ...transform }, names)
  const slow = afterThree(sgd({ learningRate: (step) => factor(step).mul(0.5) }), ['early'])
  const late = afterThree(sgd({ learningRate: 0.5 }), ['late'])
  const { bias } = contents({ bias: setUp().bias.value })
  expect(weights).toEqual({ ...slow.weights, ...late.weights, bias })
})

it('refuses a group of nothing, and a variable in two', () => {
  const start = (groups: Parameters<typeof grouped>[0]['groups']): Optimizer =>
    new Optimizer(grouped({ optimizer: sgd(), groups }), setUp())
  expect(() => start({ a: { includes: 'scale', factor: 0.5 } })).toThrow(
    'grouped: a: the role "scale" must select a variable, got early (role kernel)',
  )
  expect(() => start({ a: { includes: 'kernel' }, b: { includes: ['bias', 'kernel'] } })).toThrow(
    new TypeError('grouped: each variable must be in one group, got early in "a" and "b"'),
  )
  expect(() => start({ a: { includes: 'kernel', factor: -1 } })).toThrow(
    'grouped: a: factor must be a finite number of at least 0 or a schedule, got -1',
  )
  expect(() => start({})).toThrow(
    'grouped: groups must be a map of { includes, optimizer, factor, optional }',
  )
})

it('asks for an optimizer that was made', () => {
  const groups = { a: { includes: 'kernel' } }
  // What JavaScript may pass.
  const notCalled = sgd as unknown as GradientTransform
  expect(() => grouped({ optimizer: notCalled, groups })).toThrow(
    'grouped: optimizer must be an optimizer, got the function sgd; give what adam() or another optimizer gives',
  )
})

it('evaluates what each of its optimizers evaluates', () => {
  const free = scheduleFreeAdamw()
  const groups = { a: { includes: (path: string) => path === 'early', optimizer: free } }
  const variables = setUp()
  const optimizer = new Optimizer(grouped({ optimizer: sgd(), groups }), variables)
  for (const step of [0, 1]) optimizer.apply(gradientsOf(step))
  const { early, bias } = optimizer.evaluatedWeights() ?? {}
  expect(early?.data).not.toEqual(variables.early.value.data)
  expect(bias?.data).toEqual(variables.bias.value.data)
  const halved = { a: { includes: (path: string) => path === 'early', factor: 0.5 } }
  expect(() => grouped({ optimizer: free, groups: halved })).toThrow(
    'grouped: a: the factor must be 1 for an optimizer that evaluates other weights than it trains',
  )
})

it('a group may have no variables where it says so', () => {
  const of = (optional: boolean): GradientTransform =>
    grouped({
      optimizer: sgd({ learningRate: 0.1 }),
      groups: { embeddings: { includes: ['embedding', 'bias'], factor: 0.5, optional } },
    })
  expect(() => afterThree(of(false), names)).toThrow('grouped: embeddings: the role "embedding"')
  const halved = grouped({
    optimizer: sgd({ learningRate: 0.1 }),
    groups: { biases: { includes: 'bias', factor: 0.5 } },
  })
  expect(afterThree(of(true), names).weights).toEqual(afterThree(halved, names).weights)
})
