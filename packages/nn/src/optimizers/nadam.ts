import { full, pow, sqrt, type Tensor, zerosLike } from '@sobolev/core'
import { defineOptimizer } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { mapTensors } from '../tensors.ts'
import { chain } from './chain.ts'
import { bias, runningMean, squares } from './moments.ts'
import { momentOptions } from './scale-by-adam.ts'
import { learningRateOption, scaleByLearningRate } from './scale-by-learning-rate.ts'
import type { GradientTransform } from './transform.ts'

export const nadam = defineOptimizer({
  name: 'nadam',
  summary: 'Adam with Nesterov’s momentum, which looks one step ahead.',
  formula:
    'θ ← θ − learningRate · (μₜ₊₁ m / (1 − μ₁⋯μₜ₊₁) + (1 − μₜ) g / (1 − μ₁⋯μₜ)) / (√v̂ + ε), μₜ = β₁ (1 − ½ · 0.96^(t · momentumDecay)), m and v̂ as in adam',
  paper: {
    authors: 'Dozat',
    year: 2016,
    title: 'Incorporating Nesterov momentum into Adam',
  },
  cost: 'that of adam',
  when: 'Wherever adam is; it often is a little faster in the first epochs.',
  notes:
    'As in PyTorch: momentum begins at half of β₁ and grows. Optax’s nadam has the same momentum in every step.',
  options: {
    learningRate: learningRateOption(0.002),
    ...momentOptions,
    momentumDecay: option.number({
      minimum: 0,
      default: 0.004,
      words: 'how fast the momentum grows from half of beta1 to beta1',
    }),
  },
  // μ is ¼ in all steps, so the first has ¼ · m / (1 − 1/16) + ¾ · g / (1 − ¼) with m = ½ g: 17/15 g over |g| + 1.
  example: {
    options: { learningRate: 0.15, beta1: 0.5, momentumDecay: 0, epsilon: 1 },
    parameters: [1, -2],
    gradients: [4, -1],
    updates: [-0.136, 0.085],
  },
  make({ learningRate, beta1, beta2, epsilon, momentumDecay }) {
    /** μ of the step that is taken `ahead` steps after this one. */
    const momentumAt = (step: Tensor, ahead: number): Tensor =>
      pow(
        0.96,
        step
          .add(1 + ahead)
          .cast('float64')
          .mul(momentumDecay),
      )
        .mul(-0.5)
        .add(1)
        .mul(beta1)
    const scaleByNadam: GradientTransform = {
      init(parameters) {
        const zeros = mapTensors([parameters], ([p]) => zerosLike(p))
        return {
          'nadam.firstMoment': zeros,
          'nadam.secondMoment': zeros,
          'nadam.momentumProduct': mapTensors([parameters], () =>
            full([], 1, { dtype: 'float64' }),
          ),
        }
      },
      update(gradients, state, { step }) {
        const first = runningMean(beta1, state['nadam.firstMoment'] ?? {}, gradients)
        const second = runningMean(beta2, state['nadam.secondMoment'] ?? {}, squares(gradients))
        const momentum = momentumAt(step, 0)
        const nextMomentum = momentumAt(step, 1)
        const bias2 = bias(beta2, step)
        const products = mapTensors(
          [gradients, state['nadam.momentumProduct'] ?? {}],
          ([, product]) => product.mul(momentum),
        )
        const updates = mapTensors([gradients, first, second, products], ([g, m, v, product]) => {
          const shareOfGradient = momentum.neg().add(1).div(product.neg().add(1))
          const shareOfMean = nextMomentum.div(product.mul(nextMomentum).neg().add(1))
          const ahead = m.mul(shareOfMean.cast(m.dtype)).add(g.mul(shareOfGradient.cast(g.dtype)))
          return ahead.div(sqrt(v.div(bias2.cast(v.dtype))).add(epsilon))
        })
        return {
          updates,
          state: {
            'nadam.firstMoment': first,
            'nadam.secondMoment': second,
            'nadam.momentumProduct': products,
          },
        }
      },
    }
    return chain(scaleByNadam, scaleByLearningRate(learningRate))
  },
})
