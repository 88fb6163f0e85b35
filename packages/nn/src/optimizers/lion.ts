import { sign, zerosLike } from '@sobolev/core'
import { defineOptimizer } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { numberAt } from '../schedules/number-at.ts'
import type { Schedule } from '../schedules/schedule.ts'
import { mapTensors } from '../tensors.ts'
import { chain } from './chain.ts'
import { decayOptions, decayWeights } from './decay-weights.ts'
import { runningMean } from './moments.ts'
import { momentumRange } from './momentum.ts'
import { learningRateOption, scaleByLearningRate } from './scale-by-learning-rate.ts'
import type { GradientTransform } from './transform.ts'

export const lion = defineOptimizer({
  name: 'lion',
  summary: 'Steps of one size for every weight, in the direction of the mean gradient’s sign.',
  formula:
    'θ ← θ − learningRate · (sign(β₁ m + (1 − β₁) g) + weightDecay · θ), then m ← β₂ m + (1 − β₂) g',
  paper: {
    authors: 'Chen et al.',
    year: 2023,
    title: 'Symbolic discovery of optimization algorithms',
    place: 'algorithm 2',
  },
  cost: 'a second copy of the weights, where adamw has two more',
  when: 'Large batches and large models. The learning rate is a third to a tenth of that of adamw, the decay three to ten times as large.',
  notes: 'Where a gradient and its mean are 0, a weight does nothing but decay.',
  aliases: ['evolvedSignMomentum'],
  options: {
    learningRate: learningRateOption(0.0001),
    beta1: option.schedule({
      ...momentumRange,
      default: 0.9,
      words: 'the share of the mean gradient in the direction of a step',
    }),
    beta2: option.schedule({
      ...momentumRange,
      default: 0.99,
      words: 'the share of the mean gradient that is kept in each step',
    }),
    ...decayOptions,
  },
  example: {
    options: { learningRate: 0.1, weightDecay: 0.5 },
    parameters: [1, -2],
    gradients: [4, -0.01],
    updates: [-0.15, 0.2],
  },
  make: ({ learningRate, beta1, beta2, weightDecay, decays }) =>
    chain(
      signOfMean(beta1, beta2),
      decayWeights({ weightDecay, decays }),
      scaleByLearningRate(learningRate),
    ),
})

const signOfMean = (beta1: Schedule, beta2: Schedule): GradientTransform => ({
  init: (parameters) => ({
    'lion.firstMoment': mapTensors([parameters], ([p]) => zerosLike(p)),
  }),
  update(gradients, state, { step }) {
    const means = state['lion.firstMoment'] ?? {}
    const directions = runningMean(numberAt(beta1, step, 'float64'), means, gradients)
    return {
      updates: mapTensors([directions], ([direction]) => sign(direction)),
      state: {
        'lion.firstMoment': runningMean(numberAt(beta2, step, 'float64'), means, gradients),
      },
    }
  },
})
