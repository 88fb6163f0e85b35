import { defineBatchTransform } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { floatDType } from '../float-dtype.ts'
import { numberAt } from '../schedules/number-at.ts'

export const gaussianNoise = defineBatchTransform({
  name: 'gaussianNoise',
  summary: 'Adds normal noise to the inputs, drawn anew in each step.',
  formula: 'x + σ z, z of the standard normal distribution, σ = standardDeviation',
  paper: {
    authors: 'Bishop',
    year: 1995,
    title: 'Training with noise is equivalent to Tikhonov regularization',
  },
  cost: 'a normal random number for each input',
  when: 'Few examples, or inputs that were measured. In the limit of little noise it is a penalty on the derivatives by the inputs, drawn at random where inputGradient and jacobian compute it.',
  advice: {
    wants: ['noise', 'fewRows'],
    suggested: 'A standard deviation of 0.05 to 0.3 for standardised inputs.',
    notWith: 'Columns of codes or categories, between which nothing lies.',
    limits: 'Drawn at random: inputGradient does the same exactly, for small noise.',
  },
  tuning: {
    strength: { option: 'standardDeviation', from: 0.05, to: 0.3, scale: 'log' },
    group: 'inputNoise',
  },
  movesInputs: true,
  aliases: ['noise', 'inputNoise', 'jitter'],
  options: {
    standardDeviation: option.schedule({
      minimum: 0,
      default: 0.1,
      words: 'the size of the noise, in units of the scaled inputs',
    }),
  },
  short: 'standardDeviation',
  // The first two normal numbers of new Rng(0) are 0.99… and −0.92….
  example: {
    options: { standardDeviation: 0.5 },
    inputs: [[0], [0]],
    targets: [3, 4],
    value: { inputs: [[0.4955688396270165], [-0.4623312941952557]], targets: [3, 4] },
  },
  make:
    ({ standardDeviation: deviation }) =>
    ({ inputs, targets }, { rng, step }) => {
      const dtype = floatDType('gaussianNoise: inputs', inputs)
      const standardDeviation = numberAt(deviation, step, dtype)
      const noise = rng.normal(inputs.shape, { standardDeviation, dtype })
      return { inputs: inputs.add(noise), targets }
    },
})
