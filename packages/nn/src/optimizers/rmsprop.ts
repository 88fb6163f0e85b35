import { defineOptimizer } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { chain } from './chain.ts'
import { momentum, momentumRange } from './momentum.ts'
import { learningRateOption, scaleByLearningRate } from './scale-by-learning-rate.ts'
import { rmsOptions, scaleByRms } from './scale-by-rms.ts'

export const rmsprop = defineOptimizer({
  name: 'rmsprop',
  summary: 'Gradient descent by gradients that are divided by their usual size.',
  formula: 'θ ← θ − learningRate · g / (√v + ε), v ← ρ v + (1 − ρ) g², ρ = decay',
  paper: {
    authors: 'Tieleman & Hinton',
    year: 2012,
    title: 'RMSProp: divide the gradient by a running average of its recent magnitude',
    place: 'lecture 6.5',
  },
  cost: 'a second copy of the weights, a third with momentum',
  when: 'Where adam’s mean gradient lags behind: losses that change as training goes on, as in reinforcement learning.',
  notes: 'Momentum, if any, is gathered after the division, as in PyTorch’s RMSprop.',
  aliases: ['rms'],
  options: {
    learningRate: learningRateOption(0.001),
    ...rmsOptions,
    momentum: option.schedule({
      ...momentumRange,
      default: 0,
      words: 'the share of its speed that is kept from step to step',
    }),
  },
  // v = ¼ g² after the first step.
  example: {
    options: { learningRate: 0.1, decay: 0.75, epsilon: 1 },
    parameters: [1, -2],
    gradients: [2, -6],
    updates: [-0.1, 0.15],
  },
  make({ learningRate, momentum: mu, ...rms }) {
    const scale = scaleByRms(rms)
    const descend = scaleByLearningRate(learningRate)
    return mu === 0 ? chain(scale, descend) : chain(scale, momentum(mu), descend)
  },
})
