import { mean, norm, type Tensor } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { floatDType } from '../float-dtype.ts'
import { singleOutput } from './examples-of-class.ts'
import { slopes } from './second-derivatives.ts'

export const eikonal = definePenalty({
  name: 'eikonal',
  summary: 'Keeps the gradient of the output at length 1: the output becomes a distance.',
  formula: 'mean of (‖∇f(x)‖ − 1)² over the examples, or over x moved by normal noise',
  paper: {
    authors: 'Gropp, Yariv, Haim, Atzmon & Lipman',
    year: 2020,
    title: 'Implicit geometric regularization for learning shapes',
  },
  cost: 'the gradient by the inputs, and a backward pass through it; with noise a forward pass more: two to three times the step',
  when: 'A signed distance to a surface or a boundary whose points have the target 0; critics that should have slope 1 everywhere.',
  advice: {
    wants: ['physics', 'lipschitz'],
    suggested:
      'A weight of 0.1, as in the paper, with a standardDeviation of the size of the distance that should be known.',
    notWith:
      'ReLU, of which training sees the slopes and no bend; the paper takes softplus. Batch normalisation, which mixes the rows.',
    limits:
      'Lengths of 1 do not make a distance everywhere: a sign may flip where no point says which side is inside.',
  },
  notes:
    'The paper takes it at points around the data and evenly in their box; standardDeviation puts normal noise of that size on the inputs, 0 takes the examples themselves, where alone it says little of the space between. Inputs in different units have to be scaled alike: the length is that of the gradient by the scaled inputs. At a gradient of zero the norm counts as flat: nothing pulls there.',
  aliases: ['igr', 'unitGradient', 'signedDistance'],
  derivatives: 1,
  perExample: true,
  outputs: 'one',
  options: {
    standardDeviation: option.number({
      minimum: 0,
      default: 0,
      words: 'the standard deviation of the noise that moves the inputs',
    }),
  },
  example: { value: 1.5278640450004204 },
  make:
    ({ standardDeviation }) =>
    (evaluation) => {
      const { inputs, outputs, forward, gradient } = evaluation
      if (standardDeviation === 0)
        return offUnit(slopes(evaluation, singleOutput('eikonal', outputs)))
      const points = inputs.add(
        evaluation.rng.normal(inputs.shape, {
          standardDeviation,
          dtype: floatDType('eikonal: inputs', inputs),
        }),
      )
      return offUnit(slopes({ gradient, inputs: points }, singleOutput('eikonal', forward(points))))
    },
})

const offUnit = (gradients: Tensor): Tensor => mean(norm(gradients, 2, 1).sub(1).square())
