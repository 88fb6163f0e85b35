import { mean } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { differentiated, quantityOf } from './differentiated.ts'
import { columnsOption } from './input-columns.ts'
import { projections, squaredJacobianNorms } from './squared-jacobian-norms.ts'

export const contractive = definePenalty({
  name: 'contractive',
  summary:
    'Keeps hidden features from changing with the inputs: the penalty of contractive autoencoders.',
  formula: 'mean over examples of ‖∂h/∂x‖², of all elements; h the activations of a layer',
  paper: {
    authors: 'Rifai et al.',
    year: 2011,
    title: 'Contractive auto-encoders: explicit invariance during feature extraction',
  },
  cost: 'for each unit of the layer a backward pass to the inputs, and one through it; random projections take one each',
  when: 'Features that should tell an example from others and nothing of its noise, as those of an autoencoder, or the first layers of a classifier with few examples.',
  advice: {
    wants: ['hiddenFeatures', 'noise', 'fewRows'],
    suggested: 'A weight of 0.01 to 1; projections: 1 for layers of more than a few units.',
    notWith:
      'Weights after the layer that are free to grow: take l2 beside it, or tied weights as the paper does.',
    limits:
      'What follows the layer can make up for it: on the two moons a weight of 0.3 brings it from 3.1 to 0.03, and the input gradient of the loss from 0.55 to 0.53 alone.',
  },
  notes:
    'projections: "all" is exact. A number of random directions of the hidden units, drawn anew for every example, estimates it: right on average, with a relative deviation that falls as 1 / √n. The derivative is through all layers up to the one named.',
  aliases: ['contractiveAutoencoder', 'cae'],
  derivatives: 1,
  perExample: true,
  options: {
    of: differentiated('layers.0'),
    columns: columnsOption,
    projections: projections('all'),
  },
  example: { model: 'hidden', value: 4 },
  make: (options) => (evaluation) => {
    const { columns } = options
    const hidden = quantityOf('contractive', options.of, evaluation)
    const { squares, scale } = squaredJacobianNorms(
      evaluation,
      hidden,
      options.projections,
      columns,
    )
    return mean(squares.reduce((total, square) => total.add(square))).mul(scale)
  },
})
