import { mean, norm, sum, where } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { floatDType } from '../float-dtype.ts'
import { exampleAxes } from './example-axes.ts'

export const gradAlign = definePenalty({
  name: 'gradAlign',
  summary: 'Keeps the direction of the input gradient the same near an example as at it.',
  formula: 'mean over examples of 1 − cos(∇L(x), ∇L(x + η)), η evenly from −ε to ε by element',
  paper: {
    authors: 'Andriushchenko & Flammarion',
    year: 2020,
    title: 'Understanding and improving fast adversarial training',
  },
  cost: 'a further forward pass, two gradients by the inputs, and a backward pass through them: about four times the step',
  when: 'Adversarial training of one step (fastAdversarial) that collapses: while gradients point one way within the ball, one step finds what many do.',
  advice: {
    wants: ['adversaries', 'diverges'],
    suggested: 'A weight of 0.2 to 2, with the ε of the adversary it stands beside.',
    notWith:
      'Batch normalisation, which mixes the rows. ReLU, whose gradients have few directions, which jump.',
    limits:
      'By itself it makes a model linear near its inputs and not robust: it stands beside adversarial training.',
  },
  notes:
    'η is drawn anew in every step; both gradients are differentiated. An example with a gradient of zero has no direction, and counts as aligned.',
  aliases: ['gradientAlignment'],
  derivatives: 1,
  perExample: true,
  options: {
    epsilon: option.number({
      above: 0,
      default: 0.1,
      words: 'ε, how far η reaches, in units of the prepared inputs',
    }),
  },
  // The noise takes f past the target, where the gradient turns round: a cosine of −1.
  example: { targets: [[1.0001]], value: 2 },
  make:
    ({ epsilon }) =>
    ({ inputs, targets, loss, forward, gradient, inputGradient, rng }) => {
      const dtype = floatDType('gradAlign: inputs', inputs)
      const noise = rng.uniform(inputs.shape, { dtype }).mul(2).sub(1).mul(epsilon)
      const near = inputs.add(noise)
      const [slope, slopeNear] = [inputGradient(), gradient(loss(forward(near), targets), near)]
      const axes = exampleAxes(slope)
      const lengths = norm(slope, 2, axes).mul(norm(slopeNear, 2, axes))
      const isZero = lengths.equal(0)
      const cosines = sum(slope.mul(slopeNear), axes).div(where(isZero, 1, lengths))
      return mean(where(isZero, 0, cosines.neg().add(1)))
    },
})
