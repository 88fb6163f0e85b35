import { defineOptimizer } from '../catalogue/define.ts'
import { chain } from './chain.ts'
import { momentOptions, scaleByAdam } from './scale-by-adam.ts'
import { learningRateOption, scaleByLearningRate } from './scale-by-learning-rate.ts'

export const adam = defineOptimizer({
  name: 'adam',
  summary: 'Steps along the mean gradient, of much the same size for every weight.',
  formula:
    'θ ← θ − learningRate · m̂ / (√v̂ + ε), m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ)',
  paper: {
    authors: 'Kingma & Ba',
    year: 2015,
    title: 'Adam: a method for stochastic optimization',
    place: 'algorithm 1',
  },
  cost: 'two more copies of the weights, and a few passes over them',
  when: 'The first optimizer to try: it works for most models without much care for the learning rate.',
  options: { learningRate: learningRateOption(0.001), ...momentOptions },
  // In the first step m̂ = g and √v̂ = |g|.
  example: {
    options: { learningRate: 0.1, epsilon: 1 },
    parameters: [1, -2],
    gradients: [4, -1],
    updates: [-0.08, 0.05],
  },
  make: ({ learningRate, ...moments }) =>
    chain(scaleByAdam(moments), scaleByLearningRate(learningRate)),
})
