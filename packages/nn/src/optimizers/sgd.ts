import { defineOptimizer } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { chain } from './chain.ts'
import { momentum, momentumRange } from './momentum.ts'
import { learningRateOption, scaleByLearningRate } from './scale-by-learning-rate.ts'

export const sgd = defineOptimizer({
  name: 'sgd',
  summary: 'Gradient descent: a step against the gradient, with momentum if asked for.',
  formula:
    'θ ← θ − learningRate · g; with momentum μ, v in place of g, v ← μ v + g; with nesterov, g + μ v',
  paper: { authors: 'Robbins & Monro', year: 1951, title: 'A stochastic approximation method' },
  cost: 'with momentum, a second copy of the weights; next to nothing without',
  when: 'With momentum 0.9 and a falling learning rate, often the best generalisation; the rate has to be found. adam is easier to begin with.',
  notes:
    'Momentum as Sutskever et al. (2013) describe it, in the form that PyTorch’s SGD gives it, without dampening.',
  aliases: ['gd', 'gradientDescent'],
  options: {
    learningRate: learningRateOption(0.01),
    momentum: option.schedule({
      ...momentumRange,
      default: 0,
      words: 'the share of its speed that is kept from step to step',
    }),
    nesterov: option.flag({ default: false, words: 'whether the momentum looks one step ahead' }),
  },
  example: {
    options: { learningRate: 0.1, momentum: 0.5, nesterov: true },
    parameters: [1, -2],
    gradients: [2, -4],
    updates: [-0.3, 0.6],
  },
  check({ nesterov, momentum }) {
    return nesterov && momentum === 0
      ? `nesterov needs a momentum above 0, got ${momentum}; 0.9 is usual`
      : undefined
  },
  make({ learningRate, momentum: mu, nesterov }) {
    const descend = scaleByLearningRate(learningRate)
    return mu === 0 ? descend : chain(momentum({ momentum: mu, nesterov }), descend)
  },
})
