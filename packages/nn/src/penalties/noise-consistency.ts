import { mean } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { floatDType } from '../float-dtype.ts'
import { byExample, divergence, predicted } from './predicted-distribution.ts'

export const noiseConsistency = definePenalty({
  name: 'noiseConsistency',
  summary:
    'Keeps predictions the same in two passes with other noise and other dropout: the Π-model.',
  formula:
    'mean over examples of ‖p(x + σz) − p(x)‖² / C, or KL(p(x) ‖ p(x + σz)), z of the standard normal distribution, C the number of outputs',
  paper: {
    authors: 'Laine & Aila',
    year: 2017,
    title: 'Temporal ensembling for semi-supervised learning',
    place: 'section 2.1',
  },
  cost: 'a second forward and backward pass: about twice the step',
  when: 'Predictions should not depend on noise of a known size, whatever the targets are. Cheaper than virtualAdversarial, which looks for the worst direction; on average over noise that is small it is a penalty on the Jacobian, which jacobian computes.',
  advice: {
    wants: ['noise', 'fewRows'],
    suggested:
      'Noise as large as that of the data, with a weight of 1 to 10, raised from 0 in the first epochs.',
    notWith:
      'Inputs that are indices, unless the noise is 0 and dropout alone differs. Batch normalisation, which takes the statistics of each pass.',
    limits: 'It knows no direction: in many dimensions noise hardly ever meets the worst one.',
  },
  notes:
    'p are the probabilities of classes, or the outputs where they are values, of which KL is half the squared distance. Derivatives pass through both passes. The paper raises the weight from 0 in the first epochs, which a schedule does, and moves both inputs by other noise; here the first pass is that of the loss.',
  aliases: ['piModel', 'consistency', 'consistencyRegularization', 'stabilityTraining'],
  options: {
    standardDeviation: option.number({
      minimum: 0,
      default: 0.1,
      words: 'the size of the noise, in units of the scaled inputs; 0 leaves dropout alone',
    }),
    distance: option.choice({
      values: ['squared', 'divergence'],
      default: 'squared',
      words: 'what is kept small: the squared difference of predictions, or the KL divergence',
    }),
    mask: option.choice({
      values: ['fresh', 'same'],
      default: 'fresh',
      words: 'whether the second pass draws dropout masks of its own',
    }),
  },
  short: 'standardDeviation',
  // f moves by 0.1 (2 z₁ − z₂), z drawn by new Rng(0).split('penalties').split('example').split('noise').
  example: { value: 0.05383765447898035 },
  make:
    ({ standardDeviation, distance, mask }) =>
    (evaluation) => {
      const { inputs, outputs, forward, rng } = evaluation
      const dtype = floatDType('noiseConsistency: inputs', inputs)
      const noise = rng.split('noise').normal(inputs.shape, { standardDeviation, dtype })
      const moved = forward(inputs.add(noise), mask === 'fresh' ? { rng: rng.split('mask') } : {})
      if (distance === 'divergence')
        return mean(divergence('noiseConsistency', evaluation, outputs, moved))
      const [p, q] = [outputs, moved].map((y) => predicted('noiseConsistency', evaluation, y))
      if (!p || !q) return mean(moved)
      return mean(
        byExample(
          p
            .sub(q)
            .square()
            .div(p.shape.at(-1) ?? 1),
          evaluation,
        ),
      )
    },
})
