import { mean, norm } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { exampleAxes } from './example-axes.ts'
import { betweenClasses, singleOutput } from './examples-of-class.ts'

export const gradientPenalty = definePenalty({
  name: 'gradientPenalty',
  summary:
    'Keeps the slope of a critic at 1 between real and generated examples: the penalty of WGAN-GP.',
  formula:
    'mean over examples of (‖∇D(x̂)‖ − 1)², x̂ = x + ε (x′ − x), x′ of the other class, ε ∈ [0, 1]',
  paper: {
    authors: 'Gulrajani et al.',
    year: 2017,
    title: 'Improved training of Wasserstein GANs',
    place: 'equation 3',
  },
  cost: 'a further forward pass, its gradient by the inputs, and a backward pass through both: about three times the step',
  when: 'The critic of a Wasserstein GAN: the batch holds real examples of target 1 and generated ones of target 0. Also a classifier of two classes whose logit should change evenly between them.',
  advice: {
    wants: ['lipschitz', 'densities', 'diverges'],
    suggested: 'A weight of 10, as in the paper; oneSided lets small slopes be.',
    notWith:
      'Batch normalisation in the critic, which mixes the examples: take layerNorm, as the paper does.',
    limits:
      'It bounds nothing: slopes beyond the lines between the batch’s examples are free. A target of 0 is the zero-centred penalty of Thanh-Tung et al. (2019), under which a GAN converges where slopes of 1 go round in circles.',
  },
  notes:
    'Each example is paired with a random one of the other class in the batch; where there is none, with another of its own. Pairs and ε are drawn anew in every step. At a gradient of zero the norm counts as flat: its derivative there is 0. In the library any loss with targets of 0 and 1 will do.',
  aliases: ['wganGp', 'gradPenalty', 'gp', 'zeroCenteredPenalty', '0gp'],
  goesByTargets: true,
  derivatives: 1,
  perExample: true,
  losses: ['binaryLogit'],
  outputs: 'one',
  options: {
    target: option.number({ minimum: 0, default: 1, words: 'the slope that is wanted' }),
    oneSided: option.flag({
      default: false,
      words: 'whether slopes below the wanted one are left alone',
    }),
  },
  // (√5 − 1)²
  example: { value: 1.5278640450004204 },
  make:
    ({ target, oneSided }) =>
    ({ inputs, unmixedTargets: targets, rng, forward, gradient }) => {
      const between = betweenClasses('gradientPenalty', inputs, targets, rng)
      const slopes = gradient(singleOutput('gradientPenalty', forward(between)), between)
      const excess = norm(slopes, 2, exampleAxes(slopes)).sub(target)
      return mean((oneSided ? excess.relu() : excess).square())
    },
})
