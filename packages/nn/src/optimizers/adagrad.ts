import { full, sqrt } from '@sobolev/core'
import { defineOptimizer } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { mapTensors } from '../tensors.ts'
import { chain } from './chain.ts'
import { learningRateOption, scaleByLearningRate } from './scale-by-learning-rate.ts'
import type { GradientTransform } from './transform.ts'

export const adagrad = defineOptimizer({
  name: 'adagrad',
  summary:
    'Gradient descent by gradients that are divided by the root of all their squares so far.',
  formula: 'θ ← θ − learningRate · g / √(G + ε), G ← G + g²',
  paper: {
    authors: 'Duchi, Hazan & Singer',
    year: 2011,
    title: 'Adaptive subgradient methods for online learning and stochastic optimization',
  },
  cost: 'a second copy of the weights',
  when: 'Inputs that are rarely other than 0: their weights keep large steps. The steps of all weights fall for ever, so long trainings come to a halt: rmsprop forgets.',
  notes:
    'As in Keras and Optax, G does not begin at 0, and ε is under the root; in PyTorch’s Adagrad it is beside it, and G begins at 0.',
  options: {
    learningRate: learningRateOption(0.01),
    initialAccumulator: option.number({
      minimum: 0,
      default: 0.1,
      words: 'the squared gradient that every weight begins with',
    }),
    epsilon: option.number({
      above: 0,
      default: 1e-7,
      words: 'added under the root, in the units of the squared gradient',
    }),
  },
  example: {
    options: { learningRate: 0.1, initialAccumulator: 15, epsilon: 1 },
    parameters: [1, -2],
    gradients: [3, -3],
    updates: [-0.06, 0.06],
  },
  make({ learningRate, initialAccumulator, epsilon }) {
    const scaleByRootOfSum: GradientTransform = {
      init: (parameters) => ({
        'adagrad.sumOfSquares': mapTensors([parameters], ([{ shape, dtype }]) =>
          full(shape, initialAccumulator, { dtype }),
        ),
      }),
      update(gradients, state) {
        const sums = mapTensors([gradients, state['adagrad.sumOfSquares'] ?? {}], ([g, sum]) =>
          sum.add(g.square()),
        )
        return {
          updates: mapTensors([gradients, sums], ([g, sum]) => g.div(sqrt(sum.add(epsilon)))),
          state: { 'adagrad.sumOfSquares': sums },
        }
      },
    }
    return chain(scaleByRootOfSum, scaleByLearningRate(learningRate))
  },
})
