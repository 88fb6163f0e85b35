import { DTypeError, ShapeError, Tensor, Variable } from '@sobolev/core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { contents } from '../../testing/contents.ts'
import { expectClose } from '../../testing/expect-close.ts'
import { float64, int32 } from '../../testing/float64.ts'
import { cosine } from '../schedules/cosine.ts'
import type { Tensors } from '../tensors.ts'
import { adam } from './adam.ts'
import { adamw } from './adamw.ts'
import { chain } from './chain.ts'
import { clipByGlobalNorm } from './clip-by-global-norm.ts'
import { Optimizer } from './optimizer.ts'
import { rmsprop } from './rmsprop.ts'
import { scaleByLearningRate } from './scale-by-learning-rate.ts'
import { sgd } from './sgd.ts'

const gradients = { 'a.kernel': float64([1, -2]), 'a.bias': float64([3]) }

function setUp(transform = adam({ learningRate: cosine({ from: 0.1, duration: 4 }) })): {
  variables: Record<string, Variable>
  optimizer: Optimizer
} {
  const variables = {
    'a.kernel': new Variable(float64([0.5, 0.25])),
    'a.bias': new Variable(float64([1])),
  }
  return { variables, optimizer: new Optimizer(transform, variables) }
}

afterEach(() => vi.restoreAllMocks())

describe('state', () => {
  it('is flat and named, its step an int32', () => {
    const { optimizer } = setUp(
      chain(clipByGlobalNorm(1), rmsprop({ learningRate: 1, momentum: 0.5 })),
    )
    optimizer.apply(gradients)
    optimizer.apply(gradients)
    const state = optimizer.state()
    expect(Object.keys(state)).toEqual([
      'step',
      'rmsprop.meanSquare.a.kernel',
      'rmsprop.meanSquare.a.bias',
      'momentum.velocity.a.kernel',
      'momentum.velocity.a.bias',
    ])
    expect(state.step?.dtype).toBe('int32')
    expect(state.step?.item()).toBe(2)
  })

  it('restored, goes on as if nothing had happened', () => {
    const first = setUp()
    first.optimizer.apply(gradients)
    const second = setUp()
    for (const [name, variable] of Object.entries(second.variables))
      variable.assign(first.variables[name] ?? variable)
    second.optimizer.restore(first.optimizer.state())
    for (const { optimizer } of [first, second]) optimizer.apply(gradients)
    for (const [name, variable] of Object.entries(second.variables))
      expect(variable.value.data).toEqual(first.variables[name]?.value.data)
    expect(contents(second.optimizer.state())).toEqual(contents(first.optimizer.state()))
  })

  it.each<[string, new () => Error, (state: Tensors) => Tensors]>([
    [
      'restore: the state must hold "adam.firstMoment.a.bias"',
      TypeError,
      ({ 'adam.firstMoment.a.bias': _, ...rest }) => rest,
    ],
    ['got "extra"', TypeError, (state) => ({ ...state, extra: int32(1) })],
    [
      'restore: "adam.secondMoment.a.kernel" must have shape [2], got [3]',
      ShapeError,
      (state) => ({ ...state, 'adam.secondMoment.a.kernel': float64([1, 2, 3]) }),
    ],
    [
      'restore: "step" must be int32, got float64',
      DTypeError,
      (state) => ({ ...state, step: float64(1) }),
    ],
  ])('refuses what does not fit, and changes nothing: %s', (message, type, spoil) => {
    const { optimizer } = setUp()
    optimizer.apply(gradients)
    const before = optimizer.state()
    const spoilt = spoil({ ...before, 'adam.firstMoment.a.kernel': float64([9, 9]) })
    expect(() => optimizer.restore(spoilt)).toThrow(message)
    expect(() => optimizer.restore(spoilt)).toThrow(type)
    expect(contents(optimizer.state())).toEqual(contents(before))
  })
})

describe('apply', () => {
  it.each<[string, Tensors]>([
    ['apply: gradients must hold "a.bias", got a.kernel', { 'a.kernel': float64([1, 2]) }],
    ['got "b.kernel"', { ...gradients, 'b.kernel': float64([1]) }],
  ])('refuses gradients by other names: %s', (message, wrong) => {
    const { optimizer, variables } = setUp()
    expect(() => optimizer.apply(wrong)).toThrow(message)
    expectClose(variables['a.bias']?.value ?? float64(0), [1])
  })

  it.each<[string, Tensor]>([
    ['apply: the gradient "b.kernel" must have shape [2], got []', float64(1)],
    ['apply: the gradient "b.kernel" must be float64, got int32', int32([1, 2])],
  ])('refuses a gradient that does not fit, and changes nothing: %s', (message, wrong) => {
    const variables = {
      'a.bias': new Variable(float64([4])),
      'b.kernel': new Variable(float64([1, 2])),
    }
    const optimizer = new Optimizer(sgd({ learningRate: 1 }), variables)
    expect(() => optimizer.apply({ 'a.bias': float64([1]), 'b.kernel': wrong })).toThrow(message)
    expectClose(variables['a.bias'].value, [4])
    expectClose(variables['b.kernel'].value, [1, 2])
  })

  it('leaves variables alone that are not trainable', () => {
    const fixed = new Variable(float64([7]), { trainable: false })
    const free = new Variable(float64([7]))
    const optimizer = new Optimizer(adamw({ learningRate: 1 }), { fixed, free })
    optimizer.apply({ free: float64([1]) })
    expect(fixed.value.toArray()).toEqual([7])
    expect(free.value.toArray()).not.toEqual([7])
    expect(Object.keys(optimizer.state())).not.toContain('adam.firstMoment.fixed')
  })

  it('reads no number out of a tensor, so that a step can be one program', () => {
    const rate = cosine({ from: 0.1, duration: 10, warmUp: 2 })
    const { optimizer } = setUp(chain(clipByGlobalNorm(1), adamw({ learningRate: rate })))
    const reads = [
      vi.spyOn(Tensor.prototype, 'data', 'get'),
      vi.spyOn(Tensor.prototype, 'item'),
      vi.spyOn(Tensor.prototype, 'toArray'),
    ]
    optimizer.apply(gradients)
    optimizer.apply(gradients)
    for (const read of reads) expect(read).not.toHaveBeenCalled()
  })
})

it('scaleByLearningRate refuses what is no rate', () => {
  expect(() => scaleByLearningRate(Number.NaN)).toThrow(
    'learningRate: must be a finite number or a function of the step, got NaN',
  )
})

it('chain refuses two transforms that remember by one name', () => {
  const twice = chain(adam({ learningRate: 1 }), adam({ learningRate: 1 }))
  expect(() => setUp(twice)).toThrow('chain: each transform must remember by names of its own')
})

it('chain without links, and sgd without momentum, remember nothing but the step', () => {
  expect(Object.keys(setUp(chain(sgd({ learningRate: 1 }))).optimizer.state())).toEqual(['step'])
  const { optimizer, variables } = setUp(chain())
  optimizer.apply(gradients)
  expectClose(variables['a.bias']?.value ?? float64(0), [4])
})

it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses the learning rate %s', (wrong) => {
  expect(() => adam({ learningRate: wrong })).toThrow(
    `adam: learningRate must be a finite number of at least 0 or a schedule, got ${wrong}`,
  )
})

it('refuses a transform that does not remember what its init does, before anything changes', () => {
  const ofState = (remember: (gradients: Tensors) => Record<string, Tensors>) =>
    setUp({
      init: (parameters) => ({ 'mine.sum': parameters }),
      update: (updates) => ({ updates, state: remember(updates) }),
    })
  for (const [remember, message] of [
    [() => ({}), 'update: the state must hold "mine.sum", got nothing'],
    [
      (g: Tensors) => ({ 'mine.sum': g, 'mine.sums': g }),
      'update: the state must hold nothing but mine.sum, got "mine.sums"',
    ],
    [
      (g: Tensors) => ({ 'mine.sum': { 'a.kernel': g['a.kernel'] ?? float64(0) } }),
      'update: the state "mine.sum" must hold "a.bias", got a.kernel',
    ],
  ] as const) {
    const { optimizer, variables } = ofState(remember)
    expect(() => optimizer.apply(gradients)).toThrow(message)
    expect(variables['a.kernel']?.value.toArray()).toEqual([0.5, 0.25])
  }
  const { optimizer } = ofState((g) => ({ 'mine.sum': g }))
  optimizer.apply({ 'a.kernel': gradients['a.kernel'], 'a.bias': null })
  expect(optimizer.state()['mine.sum.a.bias']?.toArray()).toEqual([1])
})
