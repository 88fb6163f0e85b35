import { definePenalty } from '../catalogue/define.ts'
import { slopeOfClass } from './slope-of-class.ts'

export const r1Penalty = definePenalty({
  name: 'r1Penalty',
  summary: 'Keeps a discriminator flat at real examples.',
  formula: '½ mean over real x of ‖∇D(x)‖²; real: the target is 1',
  paper: {
    authors: 'Mescheder, Geiger & Nowozin',
    year: 2018,
    title: 'Which training methods for GANs do actually converge?',
  },
  cost: 'the gradient by the inputs, and a backward pass through it: about twice the step',
  when: 'A GAN that does not settle: with this on the discriminator, training converges near an equilibrium, which it need not with slopes of 1.',
  advice: {
    wants: ['densities', 'diverges', 'lipschitz'],
    suggested:
      'A weight of 10, the γ of the paper; every: 16, which takes it 16 times as large in every 16th step, costs little (Karras et al. 2020).',
    notWith: 'Batch normalisation in the discriminator, which mixes the examples.',
    limits: 'Convergence is shown near an equilibrium, and not from afar.',
  },
  notes:
    'γ is the weight. A batch without real examples counts as 0. In the library any loss with targets of 0 and 1 will do.',
  aliases: ['r1', 'realGradientPenalty'],
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
  make: () => slopeOfClass('r1Penalty', 1),
})
