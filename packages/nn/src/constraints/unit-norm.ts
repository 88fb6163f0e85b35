import { norm, where } from '@sobolev/core'
import { defineConstraint } from '../catalogue/define.ts'
import { unitOptions, withinUnits } from './units.ts'

export const unitNorm = defineConstraint({
  name: 'unitNorm',
  summary: 'Keeps the weights that lead into each unit at length 1.',
  formula: 'w ← w / ‖w‖₂, w the weights of one unit',
  paper: {
    authors: 'Salimans & Kingma',
    year: 2016,
    title:
      'Weight normalization: a simple reparameterization to accelerate training of deep neural networks',
    place: 'section 2, with g fixed at 1',
  },
  cost: 'one pass over the weights',
  when: 'Directions that are to be compared: embeddings, or outputs that are to be cosines. Where the length should be learnt, take the layer weightNorm.',
  advice: {
    wants: ['hiddenFeatures', 'diverges'],
    suggested: 'On the last kernel, or on an embedding, by includes.',
    notWith:
      'Layers before a normalisation, where the size of weights changes nothing. l2 and weight decay, which it undoes.',
    limits:
      'A step along the sphere is a step of the optimizer and a projection: what adam remembers is of the step without it.',
  },
  notes: 'Weights of 0 have no direction, and stay 0. As UnitNorm of Keras, up to its ε of 10⁻⁷.',
  aliases: ['UnitNormalization', 'normalizeWeights'],
  options: unitOptions,
  example: {
    weights: [
      [3, 0],
      [4, 0],
    ],
    value: [
      [0.6, 0],
      [0.8, 0],
    ],
  },
  make: ({ includes, unitsAxis }) => ({
    parameters: includes,
    project(value, variable) {
      const axes = withinUnits('unitNorm', value, variable, unitsAxis)
      const norms = norm(value, 2, axes, { keepDims: true })
      return value.div(where(norms.equal(0), 1, norms))
    },
  }),
})
