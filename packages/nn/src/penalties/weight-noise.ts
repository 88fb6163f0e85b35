import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { floatDType } from '../float-dtype.ts'
import { lossIncrease } from './loss-increase.ts'

export const weightNoise = definePenalty({
  name: 'weightNoise',
  summary: 'With the weight 1, training minimises the loss under normal noise on the weights.',
  formula: 'L(θ + σ ξ) − L(θ), ξ normal, drawn anew in each step',
  paper: {
    authors: 'An',
    year: 1996,
    title:
      'The effects of adding noise during backpropagation training on a generalization performance',
  },
  cost: 'a second forward and backward pass: about twice the step',
  when: 'Small changes of the weights should change the loss little, as where they are rounded later; a cheap relative of sam, which looks for the worst change in place of an average one.',
  advice: {
    wants: ['sharpMinima', 'smaller'],
    suggested:
      'A standard deviation of 0.01 to 0.1 beside weights whose size is about 0.3, with the weight 1.',
    notWith:
      'Layers before a normalisation, which rescale what the noise does; weights that differ much in size, beside which one deviation is too large here and too small there.',
    limits:
      'One draw for a batch is a noisy estimate: gradients vary more than without, and training takes longer.',
  },
  notes:
    'On average over ξ it is ½ σ² times the trace of the Hessian by these weights, to second order, which hessianTrace penalises itself; of one draw it may well be below 0. The weight 1 trains on noisy weights alone, as the paper does and as Graves (2011) does for recurrent networks with a standard deviation of 0.075; above 1 the sum of both losses has no minimum. L is the mean over the batch, without the weights of examples; one draw holds for the whole batch.',
  aliases: ['randomWeightNoise', 'synapticNoise', 'weightPerturbation', 'gaussianWeightNoise'],
  options: {
    standardDeviation: option.number({
      minimum: 0,
      default: 0.05,
      words: 'σ, in units of the weights',
    }),
    includes: option.parameters({ default: 'kernel', words: 'which weights have noise' }),
  },
  short: 'standardDeviation',
  // The noise on both weights adds up to 0.9096, which is what the output grows by.
  example: { options: { standardDeviation: 1 }, value: 2.646513834969127 },
  make:
    ({ standardDeviation, includes }) =>
    (evaluation) => {
      const steps = Object.entries(evaluation.weights(includes)).map(([path, { value }]) => {
        const dtype = floatDType('weightNoise: weights', value)
        const noise = evaluation.rng.split(path).normal(value.shape, { standardDeviation, dtype })
        return [path, noise] as const
      })
      return lossIncrease(evaluation, Object.fromEntries(steps))
    },
})
