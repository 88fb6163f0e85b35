import { maximum, pow, sqrt, where, zerosLike } from '@sobolev/core'
import { defineOptimizer } from '../catalogue/define.ts'
import { mapTensors } from '../tensors.ts'
import { chain } from './chain.ts'
import { bias, runningMean, squares } from './moments.ts'
import { momentOptions } from './scale-by-adam.ts'
import { learningRateOption, scaleByLearningRate } from './scale-by-learning-rate.ts'
import type { GradientTransform } from './transform.ts'

export const radam = defineOptimizer({
  name: 'radam',
  summary: 'Adam that trusts its mean square only as far as it has seen enough gradients.',
  formula:
    'θ ← θ − learningRate · r · m̂ · √(1 − β₂ᵗ) / (√v + ε) where ρ > 5, else θ − learningRate · m̂; ρ = ρ∞ − 2 t β₂ᵗ / (1 − β₂ᵗ), ρ∞ = 2 / (1 − β₂) − 1, r² = (ρ − 4)(ρ − 2) ρ∞ / ((ρ∞ − 4)(ρ∞ − 2) ρ)',
  paper: {
    authors: 'Liu et al.',
    year: 2020,
    title: 'On the variance of the adaptive learning rate and beyond',
    place: 'algorithm 2',
  },
  cost: 'that of adam',
  when: 'adam needs a warm-up, and its length is not known. The first steps are as long as the gradients: where these are large, clip them.',
  notes:
    'As in PyTorch: the first steps, five with the default β₂, go along the mean gradient, and ε is beside the root of v before its bias is taken off. The paper’s limit is 4 in place of 5, and Optax adds ε after the bias.',
  aliases: ['rectifiedAdam'],
  options: { learningRate: learningRateOption(0.001), ...momentOptions },
  // In the first step ρ = 1 and m̂ = g.
  example: {
    options: { learningRate: 0.1 },
    parameters: [1, -2],
    gradients: [4, -1],
    updates: [-0.4, 0.1],
  },
  make({ learningRate, beta1, beta2, epsilon }) {
    const longest = 2 / (1 - beta2) - 1
    const scaleByRectified: GradientTransform = {
      init(parameters) {
        const zeros = mapTensors([parameters], ([p]) => zerosLike(p))
        return { 'radam.firstMoment': zeros, 'radam.secondMoment': zeros }
      },
      update(gradients, state, { step }) {
        const first = runningMean(beta1, state['radam.firstMoment'] ?? {}, gradients)
        const second = runningMean(beta2, state['radam.secondMoment'] ?? {}, squares(gradients))
        const bias1 = bias(beta1, step)
        const bias2 = bias(beta2, step)
        const number = step.add(1).cast('float64')
        const length = pow(beta2, number).mul(number).mul(-2).div(bias2).add(longest)
        const rectification = length
          .sub(4)
          .mul(length.sub(2))
          .mul(longest)
          .div(length.mul((longest - 4) * (longest - 2)))
        const factor = sqrt(maximum(rectification, 0)).mul(sqrt(bias2))
        const updates = mapTensors([first, second], ([m, v]) => {
          const mean = m.div(bias1.cast(m.dtype))
          const scaled = mean.mul(factor.cast(m.dtype)).div(sqrt(v).add(epsilon))
          return where(length.greater(5), scaled, mean)
        })
        return {
          updates,
          state: { 'radam.firstMoment': first, 'radam.secondMoment': second },
        }
      },
    }
    return chain(scaleByRectified, scaleByLearningRate(learningRate))
  },
})
