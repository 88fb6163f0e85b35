import { sqrt, zerosLike } from '@sobolev/core'
import { defineOptimizer } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { numberAt } from '../schedules/number-at.ts'
import { mapTensors } from '../tensors.ts'
import { chain } from './chain.ts'
import { runningMean, squares } from './moments.ts'
import { learningRateOption, scaleByLearningRate } from './scale-by-learning-rate.ts'
import type { GradientTransform } from './transform.ts'

export const adadelta = defineOptimizer({
  name: 'adadelta',
  summary:
    'Steps whose size comes from the size of earlier steps, without a learning rate to find.',
  formula:
    'θ ← θ − learningRate · d, d = g · √(u + ε) / √(v + ε), v ← ρ v + (1 − ρ) g², u ← ρ u + (1 − ρ) d², ρ = decay',
  paper: {
    authors: 'Zeiler',
    year: 2012,
    title: 'ADADELTA: an adaptive learning rate method',
    place: 'algorithm 1',
  },
  cost: 'two more copies of the weights',
  when: 'No learning rate is known and none is to be searched for. It starts slowly, from steps of the size of √ε.',
  notes:
    'The learning rate of the paper is 1. As in PyTorch and Optax, u in the step is that of before it.',
  options: {
    learningRate: learningRateOption(1),
    decay: option.schedule({
      minimum: 0,
      below: 1,
      default: 0.9,
      words: 'the share of the mean squares that is kept in each step',
    }),
    epsilon: option.number({
      above: 0,
      default: 1e-6,
      words: 'added under both roots; its root is the size of the first steps',
    }),
  },
  // v = ¾ · 20 + 1 = 16 and u = 0 before the first step.
  example: {
    options: { learningRate: 0.5, decay: 0.25, epsilon: 1 },
    parameters: [1, -2],
    gradients: [Math.sqrt(20), 0],
    updates: [-0.125 * Math.sqrt(20), 0],
  },
  make({ learningRate, decay, epsilon }) {
    const scaleByEarlierSteps: GradientTransform = {
      init(parameters) {
        const zeros = mapTensors([parameters], ([p]) => zerosLike(p))
        return { 'adadelta.meanSquare': zeros, 'adadelta.meanSquareStep': zeros }
      },
      update(gradients, state, { step }) {
        const kept = numberAt(decay, step, 'float64')
        const before = state['adadelta.meanSquareStep'] ?? {}
        const meanSquare = runningMean(kept, state['adadelta.meanSquare'] ?? {}, squares(gradients))
        const updates = mapTensors([gradients, meanSquare, before], ([g, v, u]) =>
          sqrt(u.add(epsilon))
            .div(sqrt(v.add(epsilon)))
            .mul(g),
        )
        const meanSquareStep = runningMean(kept, before, squares(updates))
        return {
          updates,
          state: {
            'adadelta.meanSquare': meanSquare,
            'adadelta.meanSquareStep': meanSquareStep,
          },
        }
      },
    }
    return chain(scaleByEarlierSteps, scaleByLearningRate(learningRate))
  },
})
