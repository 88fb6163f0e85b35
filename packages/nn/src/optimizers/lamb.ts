import { type Tensor, where } from '@sobolev/core'
import { defineOptimizer } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { mapTensors } from '../tensors.ts'
import { chain } from './chain.ts'
import { decayOptions, decayWeights } from './decay-weights.ts'
import { momentOptions, scaleByAdam } from './scale-by-adam.ts'
import { learningRateOption, scaleByLearningRate } from './scale-by-learning-rate.ts'
import type { GradientTransform } from './transform.ts'

export const lamb = defineOptimizer({
  name: 'lamb',
  summary: 'adamw whose step of each variable is as long as the variable, times the learning rate.',
  formula:
    'θ ← θ − learningRate · ‖θ‖₂ / ‖u‖₂ · u, u = m̂ / (√v̂ + ε) + weightDecay · θ, for each variable; the ratio is 1 where a norm is 0',
  paper: {
    authors: 'You et al.',
    year: 2020,
    title: 'Large batch optimization for deep learning: training BERT in 76 minutes',
    place: 'algorithm 2',
  },
  cost: 'that of adamw, and two norms of each variable',
  when: 'Batches of thousands of examples, with large learning rates. For small batches adamw does as well.',
  notes: 'As in Optax: the paper’s φ is the identity, and biases are corrected.',
  options: {
    learningRate: learningRateOption(0.001),
    ...momentOptions,
    epsilon: option.number({ ...momentOptions.epsilon, default: 1e-6 }),
    ...decayOptions,
  },
  // u = g / (|g| + ε) = (½, ½) has the length of √½, the variable 5 √2: ten times as long.
  example: {
    options: { learningRate: 0.1, epsilon: 1, weightDecay: 0 },
    parameters: [5, -5],
    gradients: [1, 1],
    updates: [-0.5, -0.5],
  },
  make: ({ learningRate, weightDecay, decays, ...moments }) =>
    chain(
      scaleByAdam(moments),
      decayWeights({ weightDecay, decays }),
      scaleByTrustRatio,
      scaleByLearningRate(learningRate),
    ),
})

const scaleByTrustRatio: GradientTransform = {
  init: () => ({}),
  update(gradients, _, { parameters }) {
    const updates = mapTensors([gradients, parameters], ([u, p]) => {
      const [ofUpdate, ofParameter] = [lengthOf(u), lengthOf(p)]
      const areBoth = ofUpdate.mul(ofParameter).greater(0)
      return u.mul(where(areBoth, ofParameter.div(where(areBoth, ofUpdate, 1)), 1).cast(u.dtype))
    })
    return { updates, state: {} }
  },
}

/** √Σ x² in float64. */
const lengthOf = (x: Tensor): Tensor => x.square().sum().cast('float64').sqrt()
