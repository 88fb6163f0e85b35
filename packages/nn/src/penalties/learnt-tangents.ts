import { mean, stack, stopGradient, sum, svd, type Tensor } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { asRows, differentiated, jacobianRows, quantityOf } from './differentiated.ts'

export const learntTangents = definePenalty({
  name: 'learntTangents',
  summary:
    'Keeps outputs from changing along the directions in which a hidden layer tells examples apart.',
  formula:
    'mean over examples of Σ ‖J u‖² over the leading right singular vectors u of ∂h/∂x, h a hidden layer, J = ∂outputs/∂x',
  paper: {
    authors: 'Rifai, Dauphin, Vincent, Bengio & Muller',
    year: 2011,
    title: 'The manifold tangent classifier',
  },
  cost: 'for each unit of the layer a backward pass by the inputs, their singular vectors, and for each direction a product with J and a backward pass through it',
  when: 'Examples lie near a surface in the space of inputs, and the class stays the same along it: the layer finds the directions of the surface, which tangentProp is told.',
  advice: {
    wants: ['fewRows', 'noise'],
    suggested:
      'A weight of 0.01 to 1, one to a few directions; contractive beside it on the same layer.',
    notWith:
      'Wide layers and large inputs, whose singular vectors are costly. Batch normalisation, which mixes the rows.',
    limits:
      'Only as good as the layer: the paper trains it before, as a contractive autoencoder, where here it learns at the same time.',
  },
  notes:
    'Directions where the layer changes most are taken for tangents, of length 1. They are computed in every step and held constant.',
  aliases: ['manifoldTangentClassifier', 'mtc'],
  derivatives: 1,
  perExample: true,
  heldConstant: 'the directions u',
  options: {
    layer: option.path({
      default: 'layers.0',
      words: 'the layer whose Jacobian tells the directions',
    }),
    directions: option.integer({
      minimum: 1,
      maximum: 1000,
      default: 1,
      words: 'how many directions count',
    }),
    of: differentiated('outputs'),
  },
  // Both singular values of (1, 1; 1, −1) are equal: all directions are ‖J‖² = 3² + 1².
  example: { model: 'hidden', options: { directions: 2 }, value: 10 },
  make:
    ({ layer, directions, of }) =>
    (evaluation) => {
      const { inputs, outputsOf, jacobianVector } = evaluation
      const hidden = outputsOf(`${layer}`)
      const y = quantityOf('learntTangents', of, evaluation)
      const tangents = leadingDirections(jacobianRows(evaluation, hidden), directions)
      return tangents
        .map((tangent) => asRows(jacobianVector(tangent.reshape(inputs.shape), y)))
        .map((change) => mean(sum(change.square(), 1)))
        .reduce((total, square) => total.add(square))
    },
})

/** The right singular vectors of Jacobians with the largest values, by their rows [n, ...]: [n, width] each. */
function leadingDirections(rows: readonly Tensor[], count: number): readonly Tensor[] {
  const { v } = svd(stopGradient(stack(rows.map(asRows), 1)))
  const known = Math.min(count, v.shape[2] ?? 0)
  return Array.from({ length: known }, (_, index) => stopGradient(v.slice([{}, {}, index])))
}
