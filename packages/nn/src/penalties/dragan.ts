import { norm } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { floatDType } from '../float-dtype.ts'
import { exampleAxes } from './example-axes.ts'
import { meanOfClass, singleOutput } from './examples-of-class.ts'

export const dragan = definePenalty({
  name: 'dragan',
  summary: 'Keeps the slope of a discriminator at 1 around real examples.',
  formula: 'mean over real x of (‖∇D(x + δ)‖ − k)², k = target, δ normal noise',
  paper: {
    authors: 'Kodali et al.',
    year: 2017,
    title: 'On convergence and stability of GANs',
  },
  cost: 'a further forward pass, its gradient by the inputs, and a backward pass through both: about three times the step',
  when: 'A discriminator that grows steep around the real examples, so that a GAN collapses to few of them. Real ones have the target 1.',
  advice: {
    wants: ['densities', 'diverges', 'lipschitz'],
    suggested:
      'A weight of 10 with k = 1, as in the paper; noise of half the deviation of the inputs.',
    notWith:
      'Batch normalisation, which mixes the examples, and inputs on several scales: the noise is one for all.',
    limits: 'Slopes are held near real examples alone; a generator far off gets any.',
  },
  notes:
    'The noise is drawn anew in every step. At a gradient of zero the norm counts as flat: its derivative there is 0. A batch without real examples counts as 0. In the library any loss with targets of 0 and 1 will do.',
  goesByTargets: true,
  derivatives: 1,
  perExample: true,
  losses: ['binaryLogit'],
  outputs: 'one',
  options: {
    standardDeviation: option.number({
      minimum: 0,
      default: 0.5,
      words: 'that of the noise that is added to the inputs',
    }),
    target: option.number({ minimum: 0, default: 1, words: 'k, the slope that is wanted' }),
  },
  // (√5 − 2)² at the one that is real
  example: {
    options: { target: 2 },
    inputs: [
      [1, 1],
      [0, 0],
    ],
    targets: [[1], [0]],
    value: 0.0557280900008412,
  },
  make:
    ({ standardDeviation, target }) =>
    ({ inputs, unmixedTargets: targets, rng, forward, gradient }) => {
      const dtype = floatDType('dragan: inputs', inputs)
      const around = inputs.add(rng.normal(inputs.shape, { dtype }).mul(standardDeviation))
      const slopes = gradient(singleOutput('dragan', forward(around)), around)
      const squares = norm(slopes, 2, exampleAxes(slopes)).sub(target).square()
      return meanOfClass('dragan', squares, targets, 1)
    },
})
