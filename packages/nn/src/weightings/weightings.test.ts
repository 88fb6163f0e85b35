import { Rng, type Tensor } from '@sobolev/core'
import { expect, it } from 'vitest'
import { float64, int32 } from '../../testing/float64.ts'
import { tanh } from '../activations/tanh.ts'
import { Dense } from '../layers/dense.ts'
import { squaredError } from '../losses/squared-error.ts'
import { Sequential } from '../modules/sequential.ts'
import { objective } from '../objective/objective.ts'
import { adam } from '../optimizers/adam.ts'
import { Optimizer } from '../optimizers/optimizer.ts'
import { inputGradient } from '../penalties/input-gradient.ts'
import { cosine } from '../schedules/cosine.ts'
import type { Tensors } from '../tensors.ts'
import { atMost } from './at-most.ts'
import { gradientShare } from './gradient-share.ts'
import { lossShare } from './loss-share.ts'
import type { Weighting } from './weighting.ts'

const rng = new Rng(3)
const inputs = rng.split('inputs').normal([32, 2])
const targets = inputs
  .sum(1)
  .sin()
  .add(rng.split('noise').normal([32]).mul(0.3))
  .reshape([32, 1])

/** What training with a weight on the slope of the outputs comes to in the last step. */
function train(weight: Weighting | number, steps: number) {
  const model = new Sequential([
    new Dense(2, 8, { rng: rng.split('hidden'), activation: tanh }),
    new Dense(8, 1, { rng: rng.split('output') }),
  ])
  const penalty = inputGradient({ squared: false, of: 'outputs' })
  const evaluate = objective({
    model,
    loss: squaredError,
    penalties: { slope: { penalty, weight } },
  })
  const learningRate = cosine({ from: 0.05, duration: steps })
  const optimizer = new Optimizer(adam({ learningRate }), model)
  const take = (step: number) => {
    const { gradients, ...terms } = evaluate(inputs, targets, { training: true, rng }, step)
    const norms =
      step === steps - 1
        ? evaluate.gradientNorms(inputs, targets, { training: true, rng }, step)
        : null
    optimizer.apply(gradients)
    return { ...terms, norms }
  }
  for (let step = 0; step < steps - 1; step++) take(step)
  const { loss, penalties, weights, norms } = take(steps - 1)
  const number = (tensor: Tensor | undefined): number => tensor?.item() ?? Number.NaN
  return {
    ...{ loss: loss.item(), value: number(penalties.slope), weight: number(weights.slope) },
    ...{ lossNorm: number(norms?.loss), valueNorm: number(norms?.penalties.slope) },
  }
}

it('atMost holds its bound within 5 %, and costs nothing where the bound is not reached', () => {
  const free = train(0, 150)
  expect(free.value).toBeGreaterThan(0.6)
  const bounded = train(atMost({ bound: 0.4, period: 5 }), 150)
  expect(bounded.value).toBeGreaterThan(0.38)
  expect(bounded.value).toBeLessThan(0.42)
  expect(train(atMost({ bound: 10 }), 30)).toEqual({ ...train(0, 30), weight: 0 })
})

it('atMost corrects its multiplier by the strength at most, however far above the bound it begins', () => {
  const { init, weigh } = atMost({ bound: 0.01, strength: 0.5 })
  const at = (step: number, value: number, state: Tensors) =>
    weigh(
      {
        ...{ value: float64(value), loss: float64(2), step: int32(step) },
        gradientNorm: () => float64(0),
      },
      state,
    )
  const first = at(0, 5, init())
  // u · ρ c = 2 / 0.01 · 0.5 · 499.
  expect(first.weight.item()).toBeCloseTo(49_900, 6)
  const second = at(1, 0.01, first.state)
  expect(second.weight.item()).toBeCloseTo(200 * 0.5, 6)
})

it('lossShare and gradientShare hold their shares', () => {
  const { loss, value, weight } = train(lossShare({ share: 0.2, decay: 0.5 }), 60)
  expect((value * weight) / loss).toBeCloseTo(0.2, 2)
  const last = train(gradientShare({ share: 0.3, decay: 0 }), 20)
  expect((last.valueNorm * last.weight) / last.lossNorm).toBeCloseTo(0.3, 5)
})
