import { defineOptimizer } from '../catalogue/define.ts'
import { chain } from './chain.ts'
import { decayOptions, decayWeights } from './decay-weights.ts'
import { momentOptions, scaleByAdam } from './scale-by-adam.ts'
import { learningRateOption, scaleByLearningRate } from './scale-by-learning-rate.ts'

export const adamw = defineOptimizer({
  name: 'adamw',
  summary: 'Adam with weights that decay by themselves, evenly, whatever their gradients are.',
  formula: 'θ ← θ − learningRate · (m̂ / (√v̂ + ε) + weightDecay · θ), m̂ and v̂ as in adam',
  paper: {
    authors: 'Loshchilov & Hutter',
    year: 2019,
    title: 'Decoupled weight decay regularization',
    place: 'algorithm 2',
  },
  cost: 'that of adam, and one more pass over the weights',
  when: 'Wherever adam is, if the model is large for its data.',
  tuning: {
    strength: { option: 'weightDecay', from: 0.001, to: 1, scale: 'log' },
    options: { decays: 'kernel' },
    group: 'weightDecay',
    insteadOf: 'adam',
  },
  notes:
    'The learning rate and its schedule are in the decay too, as in PyTorch and Optax. All parameters decay, biases too, unless decays chooses: kernel is usual.',
  options: { learningRate: learningRateOption(0.001), ...momentOptions, ...decayOptions },
  // In the first step m̂ = g and √v̂ = |g|.
  example: {
    options: { learningRate: 0.1, epsilon: 1, weightDecay: 0.5 },
    parameters: [1, -2],
    gradients: [4, -1],
    updates: [-0.13, 0.15],
  },
  make: ({ learningRate, weightDecay, decays, ...moments }) =>
    chain(
      scaleByAdam(moments),
      decayWeights({ weightDecay, decays }),
      scaleByLearningRate(learningRate),
    ),
})
