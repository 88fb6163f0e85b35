import { compile, Rng, type Tensor, Variable } from '@sobolev/core'
import { expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { float64 } from '../../testing/float64.ts'
import { adam } from './adam.ts'
import { cautious } from './cautious.ts'
import { chain } from './chain.ts'
import { clipByGlobalNorm } from './clip-by-global-norm.ts'
import { constrainedDecay } from './constrained-decay.ts'
import { freezeOut } from './freeze-out.ts'
import { grouped } from './grouped.ts'
import { lookahead } from './lookahead.ts'
import { Optimizer } from './optimizer.ts'
import { scheduleFreeAdamw } from './schedule-free-adamw.ts'
import { sgd } from './sgd.ts'
import type { GradientTransform } from './transform.ts'

/** The weights after each step with the gradients that a function gives of them. */
function path(
  transform: GradientTransform,
  gradientOf: (weights: Tensor, step: number) => Tensor,
  steps: number,
  first = float64([4, -2]),
): number[][] {
  const w = new Variable(first, { role: 'kernel' })
  const optimizer = new Optimizer(transform, { w })
  return Array.from({ length: steps }, (_, step) => {
    optimizer.apply({ w: gradientOf(w.value, step) })
    return [...w.value.data]
  })
}

it('lookahead goes a part of the way, every so many steps of its optimizer', () => {
  const gradientOf = (weights: Tensor): Tensor => weights
  const inner = sgd({ learningRate: 0.5, momentum: 0.5 })
  const got = path(lookahead({ optimizer: inner, every: 3, share: 0.25 }), gradientOf, 7)
  let [slow, fast, velocity] = [4, 4, 0]
  const wanted = Array.from({ length: 7 }, (_, step) => {
    velocity = 0.5 * velocity + fast
    fast -= 0.5 * velocity
    if (step % 3 === 2) {
      slow += 0.25 * (fast - slow)
      fast = slow
    }
    return fast
  })
  expectClose(float64(got.map(([first = 0]) => first)), wanted, 1e-12)
})

it('cautious leaves out what goes against the gradient, and makes up for it', () => {
  const gradients = [float64([1, 1, 1, 1]), float64([-0.25, 1, 0, -0.25])]
  const inner = sgd({ learningRate: 1, momentum: 0.5 })
  const [first = [], second = []] = path(
    cautious({ optimizer: inner }),
    (_, step) => gradients[step] ?? float64([]),
    2,
    float64([0, 0, 0, 0]),
  )
  expect(first).toEqual([-1, -1, -1, -1])
  // The momentum is ¼, 1½, ½ and ¼; of these the second alone goes down: one of four.
  expect(second.map((value, index) => value - (first[index] ?? 0))).toEqual([0, -6, 0, 0])
})

it('freezeOut brings layers to rest one after the other, along a cosine', () => {
  const variables = {
    'a.kernel': new Variable(float64(0)),
    'a.bias': new Variable(float64(0)),
    'b.kernel': new Variable(float64(0)),
    'c.kernel': new Variable(float64(0)),
  }
  const transform = freezeOut({ optimizer: sgd({ learningRate: 1 }), duration: 40, first: 0.5 })
  const optimizer = new Optimizer(transform, variables)
  const gradients = Object.fromEntries(Object.keys(variables).map((name) => [name, float64(-1)]))
  const wanted = { a: 0, b: 0, c: 0 }
  const ends = { a: 40 / 8, b: 40 * 0.75 * 0.75 * 0.75, c: 40 }
  for (let step = 0; step < 45; step++) {
    optimizer.apply(gradients)
    for (const layer of ['a', 'b', 'c'] as const)
      if (step < ends[layer]) wanted[layer] += (1 + Math.cos((Math.PI * step) / ends[layer])) / 2
    for (const [name, { value }] of Object.entries(variables)) {
      const layer = name[0] === 'a' ? 'a' : name[0] === 'b' ? 'b' : 'c'
      expect(value.item()).toBeCloseTo(wanted[layer], 10)
    }
  }
})

it('constrainedDecay holds the size that weights have come to, and lets smaller ones be', () => {
  const [kernel, bias] = ['kernel', 'bias'] as const
  const variables = {
    kernel: new Variable(float64([1, 1]), { role: kernel }),
    bias: new Variable(float64([1, 1]), { role: bias }),
  }
  const inner = sgd({ learningRate: 1 })
  const optimizer = new Optimizer(constrainedDecay({ optimizer: inner, warmStart: 2 }), variables)
  let [weight, multiplier, bound] = [1, 0, 0]
  for (let step = 0; step < 300; step++) {
    optimizer.apply({ kernel: float64([-0.1, -0.1]), bias: float64([-0.1, -0.1]) })
    const size = (weight * weight) / 2
    // The size after two steps.
    if (step <= 2) bound = size
    else multiplier = Math.max(0, multiplier + size - bound)
    weight = weight + 0.1 - multiplier * weight
    expect(variables.kernel.value.data[0]).toBeCloseTo(weight, 9)
  }
  expect(bound).toBeCloseTo(1.2 * 1.2 * 0.5, 12)
  expect(weight).toBeCloseTo(1.2, 3)
  expect(variables.bias.value.data[0]).toBeCloseTo(31, 9)
})

it('each takes the same steps compiled', () => {
  const inner = adam({ learningRate: 0.1 })
  const rng = new Rng(1)
  for (const transform of [
    lookahead({ optimizer: inner, every: 2 }),
    cautious({ optimizer: inner }),
    freezeOut({ optimizer: inner, duration: 9 }),
    constrainedDecay({ optimizer: inner, warmStart: 2 }),
  ]) {
    const run = (isCompiled: boolean): unknown => {
      const w = new Variable(rng.normal([3, 2]), { role: 'kernel' })
      const optimizer = new Optimizer(transform, { w })
      const take = (g: Tensor): Tensor => {
        optimizer.apply({ w: g })
        return g
      }
      const call = isCompiled ? compile(take) : take
      for (let step = 0; step < 5; step++) call(rng.split(step).normal([3, 2]))
      return Object.values({ ...optimizer.state(), w: w.value }).map(({ data }) => data)
    }
    expect(run(true)).toEqual(run(false))
  }
})

it('refuse an optimizer that evaluates other weights than it trains', () => {
  expect(() => lookahead({ optimizer: scheduleFreeAdamw() })).toThrow(
    'lookahead: the optimizer must evaluate the weights that it trains, got one that averages them itself, such as scheduleFreeAdamw',
  )
})

it('cautious refuses an optimizer that goes back to weights it keeps, wherever it stands', () => {
  const ahead = lookahead({ optimizer: sgd({ learningRate: 0.1 }) })
  for (const optimizer of [
    ahead,
    chain(clipByGlobalNorm(1), ahead),
    freezeOut({ optimizer: ahead, duration: 4 }),
    constrainedDecay({ optimizer: ahead, warmStart: 1 }),
    grouped({ optimizer: sgd(), groups: { a: { includes: 'kernel', optimizer: ahead } } }),
  ])
    expect(() => cautious({ optimizer })).toThrow(
      'cautious: the optimizer must take steps that follow the gradient alone, got one that goes back to weights it keeps, as lookahead does',
    )
  expect(() => lookahead({ optimizer: cautious({ optimizer: sgd() }) })).not.toThrow()
})

it('cautious leaves a gradient that is NaN a NaN, and does not stand still', () => {
  const gradientOf = (): Tensor => float64([Number.NaN, 1])
  const [first = []] = path(cautious({ optimizer: sgd({ learningRate: 1 }) }), gradientOf, 1)
  expect(first[0]).toBeNaN()
  expect(first[1]).toBeLessThan(-2)
})
