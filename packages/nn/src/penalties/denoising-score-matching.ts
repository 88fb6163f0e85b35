import { mean, sum } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { floatDType } from '../float-dtype.ts'
import { asRows } from './differentiated.ts'
import { fieldOf } from './second-derivatives.ts'

export const denoisingScoreMatching = definePenalty({
  name: 'denoisingScoreMatching',
  summary:
    'Makes the outputs point from noisy inputs back to clean ones: the score of their density.',
  formula: '½ mean over examples of ‖s(x + σz) + z / σ‖², z normal, s the outputs',
  paper: {
    authors: 'Vincent',
    year: 2011,
    title: 'A connection between score matching and denoising autoencoders',
  },
  cost: 'a forward pass, and a backward pass through it: about twice the step; no second derivatives',
  when: 'Models of a density by its score, when the density with a little noise will do: the cheapest way, and the steadiest.',
  advice: {
    wants: ['densities', 'noise'],
    suggested:
      'A weight of 1, a loss of zeros, and a deviation of a tenth of the data’s, smaller as training goes on.',
    notWith: 'Batch transforms that add noise themselves.',
    limits:
      'The score is that of the noisy data: the smaller the noise, the noisier is what is trained on.',
  },
  notes:
    'What is learned is the score of the inputs with normal noise of deviation σ. Its smallest value is not 0, and grows as 1 / σ²; timesVariance multiplies with σ² (Song & Ermon 2019), so that losses of several σ are of one size. It is a loss in itself: give it weight 1 and a loss of zeros.',
  aliases: ['dsm'],
  outputs: 'asInputs',
  options: {
    standardDeviation: option.number({ above: 0, default: 0.1, words: 'σ, that of the noise' }),
    timesVariance: option.flag({ default: false, words: 'whether it is multiplied with σ²' }),
  },
  example: {
    model: 'field',
    targets: [[0, 0]],
    options: { standardDeviation: 1 },
    value: 1.010605215594666,
  },
  make:
    ({ standardDeviation, timesVariance }) =>
    ({ inputs, forward, rng }) => {
      const z = rng.normal(inputs.shape, { dtype: floatDType('denoisingScoreMatching', inputs) })
      const score = fieldOf('denoisingScoreMatching', {
        inputs,
        outputs: forward(inputs.add(z.mul(standardDeviation))),
      })
      const error = score.add(asRows(z).div(standardDeviation))
      const scale = timesVariance ? standardDeviation * standardDeviation : 1
      return mean(sum(error.square(), 1)).mul(scale / 2)
    },
})
