import { checkOptions, type OptionKinds, pow, sqrt, type Tensor, zerosLike } from '@sobolev/core'
import { mapTensors, type Tensors } from '../tensors.ts'
import type { GradientTransform } from './transform.ts'

type AdamState = {
  readonly 'adam.firstMoment': Tensors
  readonly 'adam.secondMoment': Tensors
}

export interface MomentOptions {
  /** Decay of the mean gradient; 0.9 unless given. */
  readonly beta1?: number
  /** Decay of the mean squared gradient; 0.999 unless given. */
  readonly beta2?: number
  /** Added to the root, in the gradient's units; 1e-8 unless given. */
  readonly epsilon?: number
}

export const momentKinds: OptionKinds<MomentOptions> = {
  beta1: 'number',
  beta2: 'number',
  epsilon: 'number',
}

/**
 * m̂ / (√v̂ + ε), with m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², m̂ = m / (1 − β₁ᵗ) and
 * v̂ = v / (1 − β₂ᵗ) at step t, from 1 (Kingma & Ba 2015, algorithm 1).
 */
export function scaleByAdam(options: MomentOptions = {}): GradientTransform<AdamState> {
  const {
    beta1 = 0.9,
    beta2 = 0.999,
    epsilon = 1e-8,
  } = checkOptions('scaleByAdam', options, momentKinds)
  for (const [name, beta] of Object.entries({ beta1, beta2 }))
    if (!(beta >= 0 && beta < 1))
      throw new RangeError(`adam: ${name} must be at least 0 and below 1, got ${beta}`)
  return {
    init(parameters) {
      const zeros = mapTensors([parameters], ([p]) => zerosLike(p))
      return { 'adam.firstMoment': zeros, 'adam.secondMoment': zeros }
    },
    update(gradients, state, { step }) {
      const first = mapTensors([gradients, state['adam.firstMoment']], ([g, m]) =>
        m.mul(beta1).add(g.mul(1 - beta1)),
      )
      const second = mapTensors([gradients, state['adam.secondMoment']], ([g, v]) =>
        v.mul(beta2).add(g.square().mul(1 - beta2)),
      )
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

/** 1 − βᵗ at t = step + 1, in float64: near β = 1 the difference would lose half of float32. */
const bias = (beta: number, step: Tensor): Tensor =>
  pow(beta, step.add(1).cast('float64')).neg().add(1)
