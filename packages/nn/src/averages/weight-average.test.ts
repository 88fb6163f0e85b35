import { compile, Rng, ShapeError, type Tensor, Variable } from '@sobolev/core'
import { expect, it } from 'vitest'
import { contents } from '../../testing/contents.ts'
import { float64, int32 } from '../../testing/float64.ts'
import { Dense } from '../layers/dense.ts'
import { mapTensors } from '../tensors.ts'
import type { Average } from './average.ts'
import { ema } from './ema.ts'
import { WeightAverage } from './weight-average.ts'

/** The equal mean of all weights, those before the first step too. */
const equalMean: Average = {
  init: (parameters) => parameters,
  update: (average, parameters, step) =>
    mapTensors([average, parameters], ([mean, weights]) =>
      mean.add(weights.sub(mean).div(step.add(2).cast(mean.dtype))),
    ),
}

function setUp(average: Average = ema(0.5)): { w: Variable; average: WeightAverage } {
  const w = new Variable(float64([1, 2]), { name: 'w' })
  const fixed = new Variable(float64(7), { trainable: false })
  return { w, average: new WeightAverage(average, { w, fixed }) }
}

it('follows the weights, from those before the first step on', () => {
  const { w, average } = setUp()
  expect(average.values().w?.toArray()).toEqual([1, 2])
  w.assign([3, 2])
  average.update()
  w.assign([4, 4])
  average.update()
  expect(contents(average.values())).toEqual({ w: { dtype: 'float64', values: [3, 3] } })
  expect(w.value.toArray()).toEqual([4, 4])
})

it('an average may go by the step', () => {
  const { w, average } = setUp(equalMean)
  for (const value of [4, 7]) {
    w.assign([value, value])
    average.update()
  }
  expect(average.values().w?.toArray()).toEqual([4, 13 / 3])
})

it('evaluates with the average, and gives the weights back, also after an error', () => {
  const { w, average } = setUp()
  w.assign([3, 4])
  average.update()
  expect(average.evaluate(() => w.value.toArray())).toEqual([2, 3])
  expect(w.value.toArray()).toEqual([3, 4])
  const fail = (): never => {
    throw new RangeError('no')
  }
  expect(() => average.evaluate(fail)).toThrow(new RangeError('no'))
  // What JavaScript may pass.
  const later = (() => Promise.resolve(1)) as unknown as () => number
  expect(() => average.evaluate(later)).toThrow('evaluate: the function must not be async')
  expect(w.value.toArray()).toEqual([3, 4])
})

it('state is flat and named; restored, it goes on as if nothing had happened', () => {
  const [first, second] = [setUp(equalMean), setUp(equalMean)]
  first.w.assign([3, 4])
  first.average.update()
  const state = first.average.state()
  expect(Object.keys(state)).toEqual(['step', 'average.w'])
  expect([state.step?.dtype, state.step?.item()]).toEqual(['int32', 1])
  second.average.restore(state)
  for (const { w, average } of [first, second]) {
    w.assign([0.3, 0.7])
    average.update()
  }
  expect(contents(second.average.state())).toEqual(contents(first.average.state()))
})

it('refuses a state that does not fit, and changes nothing', () => {
  const { average } = setUp()
  const wrong = { step: int32(9), 'average.w': float64([1]) }
  expect(() => average.restore(wrong)).toThrow(ShapeError)
  expect(() => average.restore(wrong)).toThrow('restore: "average.w" must have shape [2], got [1]')
  expect(() => average.restore({ step: int32(9) })).toThrow(
    'restore: the state must hold "average.w", got step',
  )
  expect(average.state().step?.item()).toBe(0)
})

it('refuses what has nothing to train', () => {
  expect(() => new WeightAverage(ema(), {})).toThrow('WeightAverage: needs a variable to train')
})

it('is part of a compiled step, with the same bits', () => {
  const layers = [0, 1].map(() => new Dense(3, 4, { rng: new Rng(1) }))
  const averages = layers.map((layer) => {
    const average = new WeightAverage(ema(0.9), layer)
    const step = (x: Tensor): Tensor => {
      layer.kernel.assignAdd(x)
      average.update()
      return x
    }
    return { average, step }
  })
  const [eager, compiled] = averages
  const run = compile((x: Tensor) => compiled?.step(x) ?? x)
  for (const change of [0.1, -0.3]) {
    eager?.step(new Rng(2).normal([3, 4]).mul(change))
    run(new Rng(2).normal([3, 4]).mul(change))
  }
  expect(contents(compiled?.average.state() ?? {})).toEqual(contents(eager?.average.state() ?? {}))
  const before = layers[1]?.kernel.value.data
  const read = (): unknown => layers[1]?.kernel.value.data
  expect(compiled?.average.evaluate(read)).toEqual(compiled?.average.values().kernel?.data)
  expect(read()).toEqual(before)
})

it('refuses an average that leaves a variable out, where it would be evaluated with its weights', () => {
  const other: Average = { init: ({ w }) => (w ? { v: w } : {}), update: (average) => average }
  expect(() => setUp(other)).toThrow('WeightAverage: what init gives must hold "w", got v')
  const { average } = setUp({ init: (parameters) => parameters, update: () => ({}) })
  expect(() => average.update()).toThrow(
    'WeightAverage: what update gives must hold "w", got nothing',
  )
  // What JavaScript may pass.
  const notCalled = ema as unknown as Average
  expect(() => setUp(notCalled)).toThrow(
    'WeightAverage: must be given what ema({ decay }) or another average gives, got the function ema',
  )
})
