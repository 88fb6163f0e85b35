import { compile, type Tensor, Variable } from '@sobolev/core'
import { expect, it } from 'vitest'
import { int32 } from '../../testing/float64.ts'
import { Optimizer } from '../optimizers/optimizer.ts'
import { sgd } from '../optimizers/sgd.ts'
import { reduceOnPlateau } from './reduce-on-plateau.ts'

type Options = Parameters<typeof reduceOnPlateau>[0]

/** What it comes to after each figure. */
function valuesAfter(options: Options, figures: readonly number[]): number[] {
  const schedule = reduceOnPlateau(options)
  return figures.map((figure) => {
    schedule.observe?.(figure)
    return schedule(int32(0)).item()
  })
}

it('falls after so many figures without a better one, down to the least', () => {
  const options = { from: 8, factor: 0.5, patience: 2 }
  const figures = [1, 0.9, 0.95, 0.9, 0.8, 0.8, 0.8, 0.8, 0.8]
  expect(valuesAfter(options, figures)).toEqual([8, 8, 8, 4, 4, 4, 2, 2, 1])
  expect(valuesAfter({ ...options, to: 3 }, figures).slice(-3)).toEqual([3, 3, 3])
})

it('a figure must be better by the improvement, and NaN is not', () => {
  const options = { from: 8, factor: 0.5, patience: 2, improvement: 0.25 }
  expect(valuesAfter(options, [1, 0.9, 0.8])).toEqual([8, 8, 4])
  expect(valuesAfter(options, [1, 0.5, Number.NaN, Number.NaN])).toEqual([8, 8, 8, 4])
})

it('figures of the cooldown do not count', () => {
  const options = { from: 8, factor: 0.5, patience: 1, cooldown: 2 }
  expect(valuesAfter(options, [1, 1, 1, 1, 1])).toEqual([8, 4, 4, 4, 2])
})

it('changes a step that is compiled, after a warm-up too, and goes on from its state', () => {
  const make = () => reduceOnPlateau({ from: 0.5, factor: 0.5, patience: 1, warmUp: 2 })
  const schedule = make()
  const x = new Variable(0)
  const optimizer = new Optimizer(sgd({ learningRate: schedule }), { x })
  const step = compile((gradient: Tensor) => {
    optimizer.apply({ x: gradient })
    return gradient
  })
  const moved = [1, 1, 1, 1].map((figure) => {
    const before = x.value.item()
    step(new Variable(1).value)
    schedule.observe?.(figure)
    return before - x.value.item()
  })
  expect(moved).toEqual([0.25, 0.5, 0.25, 0.125])
  const other = make()
  other.restore?.(schedule.state?.() ?? {})
  for (const one of [schedule, other]) one.observe?.(1)
  expect(other(int32(9)).item()).toBe(schedule(int32(9)).item())
  expect(other(int32(9)).item()).toBe(0.5 / 16)
})
