import { definePenalty } from '../catalogue/define.ts'
import { slopeOfClass } from './slope-of-class.ts'

export const r2Penalty = definePenalty({
  name: 'r2Penalty',
  summary: 'Keeps a discriminator flat at generated examples.',
  formula: '½ mean over generated x of ‖∇D(x)‖²; generated: the target is 0',
  paper: {
    authors: 'Mescheder, Geiger & Nowozin',
    year: 2018,
    title: 'Which training methods for GANs do actually converge?',
  },
  cost: 'the gradient by the inputs, and a backward pass through it: about twice the step',
  when: 'A GAN that does not settle, beside r1Penalty or in its place: both together hold the discriminator flat where real and generated examples are.',
  advice: {
    wants: ['densities', 'diverges', 'lipschitz'],
    suggested: 'A weight of 10, the γ of the paper.',
    notWith: 'Batch normalisation in the discriminator, which mixes the examples.',
    limits: 'Convergence is shown near an equilibrium, and not from afar.',
  },
  notes:
    'γ is the weight. A batch without generated examples counts as 0. In the library any loss with targets of 0 and 1 will do.',
  aliases: ['fakeGradientPenalty'],
  goesByTargets: true,
  derivatives: 1,
  perExample: true,
  losses: ['binaryLogit'],
  outputs: 'one',
  options: {},
  example: {
    inputs: [
      [1, 1],
      [0, 0],
    ],
    targets: [[1], [0]],
    value: 2.5,
  },
  make: () => slopeOfClass('r2Penalty', 0),
})
