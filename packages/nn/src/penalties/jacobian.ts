import { max, mean } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { differentiated, quantityOf, reduction } from './differentiated.ts'
import { columnsOption } from './input-columns.ts'
import { projections, squaredJacobianNorms } from './squared-jacobian-norms.ts'

export const jacobian = definePenalty({
  name: 'jacobian',
  summary:
    'Keeps the derivatives of all outputs by all inputs small, whatever the loss: logits, not losses.',
  formula:
    '½ mean over examples of ‖J‖², J = ∂y/∂x, y the outputs or what `of` names; ‖J‖² ≈ C / n Σ ‖vᵀJ‖² over n directions v',
  paper: {
    authors: 'Hoffman et al.',
    year: 2019,
    title: 'Robust learning with Jacobian regularization',
    place: 'equation 8',
  },
  cost: 'for each projection a backward pass by the inputs, and one through it: about a step more each',
  when: 'Outputs should change little under small changes of the inputs also where the loss is flat, as on examples that are predicted well.',
  advice: {
    wants: ['noise', 'fewRows'],
    suggested: 'A weight of 0.01 to 0.1 with one projection, as in the paper.',
    notWith:
      'ReLU, of which training sees the slopes and no bend. Batch normalisation, which mixes the rows.',
    limits:
      'One projection is right on average alone: with many outputs a single step sees little of J.',
  },
  notes:
    'The directions v are drawn evenly from the unit sphere, for every example and projection anew; C is the number of outputs. The estimate is right on average, and for one output exact; its relative standard deviation falls as 1 / √n. "all" takes the C axes for directions: it is exact and draws nothing.',
  aliases: ['jacobianRegularization'],
  derivatives: 1,
  perExample: true,
  options: {
    projections: projections(1),
    of: differentiated('outputs'),
    columns: columnsOption,
    reduction,
  },
  example: { value: 2.5 },
  make: (options) => (evaluation) => {
    const y = quantityOf('jacobian', options.of, evaluation)
    const { columns } = options
    const { squares, scale } = squaredJacobianNorms(evaluation, y, options.projections, columns)
    if (options.reduction === 'largest')
      return max(squares.reduce((total, square) => total.add(square))).mul(0.5 * scale)
    return squares
      .map((square) => mean(square))
      .reduce((total, square) => total.add(square))
      .mul(0.5 * scale)
  },
})
