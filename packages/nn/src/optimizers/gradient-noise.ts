import { pow } from '@sobolev/core'
import { defineGradientTransform } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { numberAt } from '../schedules/number-at.ts'
import { mapTensors } from '../tensors.ts'

export const gradientNoise = defineGradientTransform({
  name: 'gradientNoise',
  summary: 'Adds normal noise to the gradients, less and less of it as training goes on.',
  formula: 'g + σ z, z of the standard normal distribution, σ² = variance / (1 + step)^decay',
  paper: {
    authors: 'Neelakantan et al.',
    year: 2015,
    title: 'Adding gradient noise improves learning for very deep networks',
  },
  cost: 'a normal random number for each weight',
  when: 'Very deep networks, or poor first weights, that training cannot get away from.',
  advice: {
    wants: ['sharpMinima', 'diverges'],
    suggested: 'The variance of the paper, 0.01 to 1 at the start and falling as (1 + t)^−0.55.',
    notWith: 'Small batches, which are noise enough.',
    limits: 'Helps very deep networks most; others little.',
  },
  notes:
    'The paper tries the variances 0.01, 0.3 and 1. Two of them in one chain need names, by which each draws its own: chain({ first: gradientNoise(), second: gradientNoise() }).',
  aliases: ['addNoise', 'langevin'],
  options: {
    variance: option.schedule({
      minimum: 0,
      default: 0.01,
      words: 'that of the noise at the start',
    }),
    decay: option.number({
      minimum: 0,
      default: 0.55,
      words: 'how fast the variance falls: the exponent of the steps',
    }),
  },
  short: 'variance',
  // Half of a normal number is added in the first step.
  example: {
    options: { variance: 0.25 },
    parameters: 0,
    gradients: 1,
    updates: 1.2636129046591977,
  },
  make: ({ variance, decay }) => ({
    draws: ['gradientNoise'],
    init: () => ({}),
    update(gradients, _, { step, rng }) {
      if (rng === undefined)
        throw new TypeError(
          'gradientNoise: needs a random source, got none; give the mode of the step: optimizer.apply(gradients, { rng })',
        )
      const falling = pow(step.add(1).cast('float64'), -decay)
        .mul(numberAt(variance, step, 'float64'))
        .sqrt()
      const source = rng.split('gradientNoise')
      const updates = mapTensors([gradients], ([g], path) => {
        const dtype = g.dtype === 'float64' ? 'float64' : 'float32'
        const noise = source.split(path).normal(g.shape, { dtype })
        return g.add(noise.mul(falling.cast(dtype)))
      })
      return { updates, state: {} }
    },
  }),
})
