import { jvp, mean, norm } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { asRows } from './differentiated.ts'
import { columnsOption } from './input-columns.ts'
import { byColumns, slopes, sumOf, unitVectors } from './second-derivatives.ts'

export const isometry = definePenalty({
  name: 'isometry',
  summary: 'Pulls a model towards one that keeps distances: JᵀJ = I, or JJᵀ = I.',
  formula:
    'mean over examples and random unit vectors u of (‖J u‖ − 1)²; of (‖uᵀJ‖ − 1)² for an encoder',
  paper: {
    authors: 'Gropp, Atzmon & Lipman',
    year: 2020,
    title: 'Isometric autoencoders',
  },
  cost: 'for each projection a derivative along it, about two passes (an encoder: one backward pass by the inputs), and a backward pass through it',
  when: 'Latent spaces in which distances should mean something; flows and deep networks whose signals should neither vanish nor explode. A decoder needs at least as many outputs as inputs, an encoder at most: else it cannot be 0.',
  advice: {
    wants: ['densities', 'lipschitz', 'hiddenFeatures'],
    suggested: 'A weight of 0.01 to 1 beside the loss of the reconstruction.',
    notWith:
      'Batch normalisation, which mixes the rows. Inputs in different units: lengths are of the scaled ones.',
    limits: 'It is local: small steps keep their lengths, far points may still come together.',
  },
  notes:
    'The vectors u are drawn evenly from the unit sphere of the inputs (an encoder: of the outputs), for every example and projection anew. It is 0 for all u just where J has orthonormal columns (an encoder: rows). At a derivative of zero the norm counts as flat: nothing pulls there.',
  aliases: ['isometric', 'iAe', 'orthonormalJacobian'],
  derivatives: 1,
  perExample: true,
  options: {
    side: option.choice({
      values: ['decoder', 'encoder'],
      default: 'decoder',
      words: 'which lengths are kept: of changes of the inputs, or of cotangents of the outputs',
    }),
    columns: columnsOption,
    projections: option.integer({
      minimum: 1,
      maximum: 1000,
      default: 1,
      words: 'how many random directions are tried',
    }),
  },
  example: { options: { side: 'encoder' }, value: 1.5278640450004204 },
  make:
    ({ side, columns, projections }) =>
    (evaluation) => {
      const { inputs, outputs, forward, rng } = evaluation
      const by = byColumns(evaluation, columns)
      const draws = Array.from({ length: projections }, (_, index) => {
        const source = rng.split(index)
        if (side === 'encoder') {
          const values = asRows(outputs)
          return slopes(by, values, unitVectors(source, values.shape, values))
        }
        const u = unitVectors(source, asRows(inputs).shape, inputs, by.mask).reshape(inputs.shape)
        return asRows(jvp(forward, inputs, u).derivative)
      })
      return sumOf(draws.map((row) => mean(norm(row, 2, 1).sub(1).square()))).div(projections)
    },
})
