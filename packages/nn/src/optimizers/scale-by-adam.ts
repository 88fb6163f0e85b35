import { sqrt, zerosLike } from '@sobolev/core'
import { type GivenOptions, option } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { mapTensors, type Tensors } from '../tensors.ts'
import { bias, runningMean, squares } from './moments.ts'
import type { GradientTransform } from './transform.ts'

type AdamState = {
  readonly 'adam.firstMoment': Tensors
  readonly 'adam.secondMoment': Tensors
}

/** The options of Adam and of optimizers made of it. */
export const momentOptions = {
  beta1: option.number({
    minimum: 0,
    below: 1,
    default: 0.9,
    words: 'the share of the mean gradient that is kept in each step',
  }),
  beta2: option.number({
    minimum: 0,
    below: 1,
    default: 0.999,
    words: 'the share of the mean squared gradient that is kept in each step',
  }),
  epsilon: option.number({
    above: 0,
    default: 1e-8,
    words: 'added to the root, in the units of the gradient',
  }),
}

/**
 * m̂ / (√v̂ + ε), with m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², m̂ = m / (1 − β₁ᵗ) and
 * v̂ = v / (1 − β₂ᵗ) at step t, from 1 (Kingma & Ba 2015, algorithm 1). For chains of one's own; no method of the
 * catalogue, for before an optimizer it has no use.
 */
export function scaleByAdam(
  options: GivenOptions<typeof momentOptions> = {},
): GradientTransform<AdamState> {
  const { beta1, beta2, epsilon } = readOptions('scaleByAdam', momentOptions, options)
  return {
    init(parameters) {
      const zeros = mapTensors([parameters], ([p]) => zerosLike(p))
      return { 'adam.firstMoment': zeros, 'adam.secondMoment': zeros }
    },
    update(gradients, state, { step }) {
      const first = runningMean(beta1, state['adam.firstMoment'], gradients)
      const second = runningMean(beta2, state['adam.secondMoment'], squares(gradients))
      const bias1 = bias(beta1, step)
      const bias2 = bias(beta2, step)
      const updates = mapTensors([first, second], ([m, v]) => {
        const unbiasedFirst = m.div(bias1.cast(m.dtype))
        const unbiasedSecond = v.div(bias2.cast(v.dtype))
        return unbiasedFirst.div(sqrt(unbiasedSecond).add(epsilon))
      })
      return { updates, state: { 'adam.firstMoment': first, 'adam.secondMoment': second } }
    },
  }
}
