import { Variable } from '@sobolev/core'
import { expect, it } from 'vitest'
import { float64 } from '../../testing/float64.ts'
import { chain } from './chain.ts'
import { clipByGlobalNorm } from './clip-by-global-norm.ts'
import { Optimizer } from './optimizer.ts'
import { scheduleFreeAdamw } from './schedule-free-adamw.ts'
import { sgd } from './sgd.ts'

it('evaluates the mean of what plain steps would reach, and trains beside it', () => {
  const x = new Variable(float64([2, -1]))
  // With ε far above the gradients a step is rate · g / ε.
  const free = scheduleFreeAdamw({
    ...{ learningRate: 1e9, epsilon: 1e10, weightDecay: 0, beta1: 0.5 },
  })
  const optimizer = new Optimizer(chain(clipByGlobalNorm(100), free), { x })
  const bases: number[] = []
  for (const gradient of [1, 3, 5]) {
    bases.push((bases.at(-1) ?? 2) - gradient / 10)
    optimizer.apply({ x: float64([gradient, 0]) })
    const mean = bases.reduce((sum, base) => sum + base) / bases.length
    const evaluated = optimizer.evaluate(() => x.value)
    expect(evaluated.data[0]).toBeCloseTo(mean, 8)
    expect(x.value.data[0]).toBeCloseTo((mean + (bases.at(-1) ?? 0)) / 2, 8)
    expect(evaluated.data[1]).toBe(-1)
  }
})

it('an optimizer that evaluates what it trains has no other weights', () => {
  const x = new Variable(float64([2, -1]))
  const optimizer = new Optimizer(sgd(), { x })
  expect(optimizer.evaluatedWeights()).toBeNull()
  expect(optimizer.evaluate(() => x.value.toArray())).toEqual([2, -1])
})
