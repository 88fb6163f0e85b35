import { checkOptions } from '@sobolev/core'
import type { AdamOptions } from './adam.ts'
import { chain } from './chain.ts'
import { type DecayOptions, decayKinds, decayWeights } from './decay-weights.ts'
import { momentKinds, scaleByAdam } from './scale-by-adam.ts'
import { scaleByLearningRate } from './scale-by-learning-rate.ts'
import type { GradientTransform } from './transform.ts'

export interface AdamWOptions extends AdamOptions, Partial<DecayOptions> {}

/**
 * Adam with decoupled weight decay: −learningRate · (m̂ / (√v̂ + ε) + weightDecay · θ) (Loshchilov &
 * Hutter 2019, algorithm 2, with the schedule in the learning rate, as in PyTorch and Optax).
 *
 * `weightDecay`: 0.01 unless given. All parameters decay, biases too, unless `decays` says
 * otherwise by name, such as `(name) => name.endsWith('.kernel')`.
 */
export function adamw(options: AdamWOptions): GradientTransform {
  const {
    learningRate,
    weightDecay = 0.01,
    decays = () => true,
    ...moments
  } = checkOptions('adamw', options, { learningRate: 'any', ...decayKinds, ...momentKinds }, [
    'learningRate',
  ])
  return chain(
    scaleByAdam(moments),
    decayWeights({ weightDecay, decays }),
    scaleByLearningRate(learningRate),
  )
}
