import { sqrt, zerosLike } from '@sobolev/core'
import { defineOptimizer } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { mapTensors } from '../tensors.ts'
import { chain } from './chain.ts'
import { bias, runningMean, squares } from './moments.ts'
import { momentOptions } from './scale-by-adam.ts'
import { learningRateOption, scaleByLearningRate } from './scale-by-learning-rate.ts'
import type { GradientTransform } from './transform.ts'

export const adabelief = defineOptimizer({
  name: 'adabelief',
  summary:
    'Adam with long steps where gradients are as expected, and short ones where they are not.',
  formula:
    'θ ← θ − learningRate · m̂ / (√ŝ + ε), m as in adam, s ← β₂ s + (1 − β₂) (g − m)² + ε, ŝ = s / (1 − β₂ᵗ)',
  paper: {
    authors: 'Zhuang et al.',
    year: 2020,
    title: 'AdaBelief optimizer: adapting stepsizes by the belief in observed gradients',
    place: 'algorithm 2',
  },
  cost: 'that of adam',
  when: 'adam is fast but generalises worse than sgd. Where gradients hardly change its steps are long: a smaller learning rate than adam’s may be needed.',
  notes: 'ε is added to s in each step and stays in it, as in the paper and in Optax.',
  options: {
    learningRate: learningRateOption(0.001),
    beta1: momentOptions.beta1,
    beta2: option.number({
      ...momentOptions.beta2,
      words: 'the share of the mean squared surprise that is kept in each step',
    }),
    epsilon: option.number({
      above: 0,
      default: 1e-16,
      words: 'added to the mean squared surprise, and to its root',
    }),
  },
  // m = ¾ g and m̂ = g = 4, s = (g − m)² + ε = 1 + 3: 4 / (√4 + 3).
  example: {
    options: { learningRate: 0.1, beta1: 0.25, beta2: 0, epsilon: 3 },
    parameters: [1, -2],
    gradients: [4, -4],
    updates: [-0.08, 0.08],
  },
  make({ learningRate, beta1, beta2, epsilon }) {
    const scaleByBelief: GradientTransform = {
      init(parameters) {
        const zeros = mapTensors([parameters], ([p]) => zerosLike(p))
        return { 'adabelief.firstMoment': zeros, 'adabelief.surprise': zeros }
      },
      update(gradients, state, { step }) {
        const first = runningMean(beta1, state['adabelief.firstMoment'] ?? {}, gradients)
        const errors = mapTensors([gradients, first], ([g, m]) => g.sub(m))
        const means = runningMean(beta2, state['adabelief.surprise'] ?? {}, squares(errors))
        const surprise = mapTensors([means], ([s]) => s.add(epsilon))
        const bias1 = bias(beta1, step)
        const bias2 = bias(beta2, step)
        const updates = mapTensors([first, surprise], ([m, s]) => {
          const root = sqrt(s.div(bias2.cast(s.dtype)))
          return m.div(bias1.cast(m.dtype)).div(root.add(epsilon))
        })
        return {
          updates,
          state: { 'adabelief.firstMoment': first, 'adabelief.surprise': surprise },
        }
      },
    }
    return chain(scaleByBelief, scaleByLearningRate(learningRate))
  },
})
