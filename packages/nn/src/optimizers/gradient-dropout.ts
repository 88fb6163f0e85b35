import { defineGradientTransform } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { asChance, numberAt, oneMinus } from '../schedules/number-at.ts'
import { mapTensors } from '../tensors.ts'

export const gradientDropout = defineGradientTransform({
  name: 'gradientDropout',
  summary: 'Leaves out single numbers of the gradients at random; what stays is larger in return.',
  formula: 'g · z / (1 − rate), z of each number 0 with the probability rate, 1 otherwise',
  paper: {
    authors: 'Tseng, Chen, Tsai, Liu, Lin & Yang',
    year: 2020,
    title: 'Regularizing meta-learning via gradient dropout',
  },
  cost: 'a random number for each weight',
  when: 'A model that fits few rows too fast, in meta-learning above all; noise in proportion to the gradient, where gradientNoise adds the same to all.',
  advice: {
    wants: ['fewRows', 'sharpMinima'],
    suggested: 'A rate of 0.1 to 0.3.',
    notWith:
      'Optimizers that go by the sign of gradients alone, such as lion: a gradient of 0 has none.',
    limits:
      'Only the steps are noisy: unlike dropout it asks nothing of the network itself. Small steps and momentum average it away.',
  },
  notes: 'Two of them in one chain need names, by which each draws its own.',
  aliases: ['dropGradients', 'dropGrad'],
  options: {
    rate: option.schedule({
      minimum: 0,
      below: 1,
      default: 0.1,
      words: 'the probability of a number to be left out',
    }),
  },
  short: 'rate',
  example: {
    options: { rate: 0.5 },
    parameters: [0, 0, 0],
    gradients: [1, 2, 3],
    updates: [0, 0, 6],
  },
  make: ({ rate }) => ({
    draws: ['gradientDropout'],
    init: () => ({}),
    update(gradients, _, { step, rng }) {
      if (rng === undefined)
        throw new TypeError(
          'gradientDropout: needs a random source, got none; give the mode of the step: optimizer.apply(gradients, { rng })',
        )
      const source = rng.split('gradientDropout')
      const updates = mapTensors([gradients], ([g], path) => {
        const keep = oneMinus(numberAt(rate, step, g.dtype))
        const kept = source.split(path).bernoulli(asChance(keep), g.shape)
        return g.mul(kept.cast(g.dtype)).div(keep)
      })
      return { updates, state: {} }
    },
  }),
})
