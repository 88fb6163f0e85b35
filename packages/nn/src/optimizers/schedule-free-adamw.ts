import { full, maximum, sqrt, type Tensor, where, zerosLike } from '@sobolev/core'
import { defineOptimizer } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { selectParameters } from '../parameter-selection.ts'
import { numberAt } from '../schedules/number-at.ts'
import { valueAt } from '../schedules/schedule.ts'
import { mapTensors } from '../tensors.ts'
import { decayOptions } from './decay-weights.ts'
import { bias, runningMean, squares } from './moments.ts'
import { momentOptions } from './scale-by-adam.ts'
import { learningRateOption } from './scale-by-learning-rate.ts'

export const scheduleFreeAdamw = defineOptimizer({
  name: 'scheduleFreeAdamw',
  summary: 'Adamw with an average of the weights in place of a falling learning rate.',
  formula:
    'y = (1 − β₁) z + β₁ x; z ← z − learningRate · (g / (√v̂ + ε) + weightDecay · y), g at y, v̂ as in adam; x ← (1 − c) x + c z, c = w / Σ w, w the square of the largest learning rate so far; y is trained, x evaluated',
  paper: {
    authors: 'Defazio et al.',
    year: 2024,
    title: 'The road less scheduled',
  },
  cost: 'that of adamw',
  when: 'Training whose length is not known, or without a search for a schedule: with a warm-up, it is near to the best one at every step. The learning rate is larger than that of adamw with a schedule, up to ten times.',
  notes:
    'Checkpoints and figures are of x, and training goes on at y: in a loop of your own, and after fit, which leaves a model at y, optimizer.evaluate(() => …) runs a function with x for weights: predict, or saveWeights. Running statistics of batch norm are those of y in such a loop; in a config a pass over the training rows makes those of x. As the authors’ package schedulefree, with its defaults: weights of 2nd power and decay at y.',
  aliases: ['AdamWScheduleFree', 'scheduleFree'],
  options: {
    learningRate: learningRateOption(0.0025),
    beta1: option.number({
      above: 0,
      below: 1,
      default: 0.9,
      words: 'the share of the average, x, in the weights that are trained, y',
    }),
    beta2: momentOptions.beta2,
    epsilon: momentOptions.epsilon,
    ...decayOptions,
  },
  // In the first step c = 1 and √v̂ = |g|.
  example: {
    options: { learningRate: 0.1, epsilon: 1, weightDecay: 0.5 },
    parameters: [1, -2],
    gradients: [4, -1],
    updates: [-0.13, 0.15],
  },
  make: ({ learningRate, beta1, beta2, epsilon, weightDecay, decays }) => ({
    init(parameters, variables) {
      selectParameters('decays', decays, variables)
      const zero = full([], 0, { dtype: 'float64' })
      return {
        'scheduleFree.base': parameters,
        'scheduleFree.secondMoment': mapTensors([parameters], ([y]) => zerosLike(y)),
        'scheduleFree.rates': { largest: zero, sumOfSquares: zero },
      }
    },
    update(gradients, state, { parameters, variables, step }) {
      const bases = state['scheduleFree.base'] ?? {}
      const { largest: before = 0, sumOfSquares = 0 } = state['scheduleFree.rates'] ?? {}
      const decaying = selectParameters('decays', decays, variables)
      const rate = valueAt(learningRate, step).cast('float64')
      const largest = maximum(rate, before)
      const sum = largest.square().add(sumOfSquares)
      // Nothing moves while the rate is 0.
      const share = where(sum.greater(0), largest.square().div(where(sum.greater(0), sum, 1)), 0)
      const means = state['scheduleFree.secondMoment'] ?? {}
      const second = runningMean(beta2, means, squares(gradients))
      const bias2 = bias(beta2, step)
      const directions = mapTensors([gradients, second, parameters], ([g, v, y], path) => {
        const direction = g.div(sqrt(v.div(bias2.cast(v.dtype))).add(epsilon))
        return Object.hasOwn(decaying, path)
          ? direction.add(y.mul(numberAt(weightDecay, step, y.dtype)))
          : direction
      })
      const stride = share.neg().add(1).mul(beta1).sub(1).mul(rate)
      const like = (scalar: Tensor, { dtype }: Tensor): Tensor => scalar.cast(dtype)
      return {
        updates: mapTensors([directions, parameters, bases], ([direction, y, z]) =>
          z
            .sub(y)
            .mul(like(share, y))
            .add(direction.mul(like(stride, y))),
        ),
        state: {
          'scheduleFree.base': mapTensors([directions, bases], ([direction, z]) =>
            z.sub(direction.mul(like(rate, z))),
          ),
          'scheduleFree.secondMoment': second,
          'scheduleFree.rates': { largest, sumOfSquares: sum },
        },
      }
    },
    evaluated: (parameters, state) =>
      mapTensors([parameters, state['scheduleFree.base'] ?? {}], ([y, z]) =>
        y.add(z.sub(y).mul(1 - 1 / beta1)),
      ),
  }),
})
