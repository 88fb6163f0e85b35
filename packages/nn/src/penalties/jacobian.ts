import { full, mean, norm, oneHot, type Rng, sum, type Tensor } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { floatDType } from '../float-dtype.ts'
import { exampleAxes } from './example-axes.ts'

export const jacobian = definePenalty({
  name: 'jacobian',
  summary:
    'Keeps the derivatives of all outputs by all inputs small, whatever the loss: logits, not losses.',
  formula:
    '½ mean over examples of ‖J‖², J = ∂outputs/∂x, ‖J‖² ≈ C / n Σ ‖vᵀJ‖² over n directions v',
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
    notWith: 'ReLU hides its bends from it. Batch normalisation mixes the rows.',
    limits:
      'One projection is right on average alone: with many outputs a single step sees little of J.',
  },
  notes:
    'The directions v are drawn evenly from the unit sphere, for every example and projection anew; C is the number of outputs. The estimate is right on average, and for one output exact; its relative standard deviation falls as 1 / √n. "all" takes the C axes for directions: it is exact and draws nothing.',
  aliases: ['jacobianRegularization'],
  derivatives: 1,
  options: {
    projections: option.integer({
      minimum: 1,
      default: 1,
      or: ['all'],
      words: 'how many random directions stand for all outputs; "all" is exact',
    }),
  },
  example: { value: 2.5 },
  make:
    ({ projections }) =>
    (evaluation) => {
      const { outputs } = evaluation
      const [n = 0, ...outputShape] = outputs.shape
      const size = outputShape.reduce((product, length) => product * length, 1)
      const directions =
        projections === 'all'
          ? axes(n, size, outputs)
          : randomDirections(n, size, outputs, projections, evaluation.rng)
      const squares = directions.map((v) => {
        const row = evaluation.vectorJacobian(v.reshape(outputs.shape))
        return mean(sum(row.square(), exampleAxes(row)))
      })
      const scale = projections === 'all' ? 1 : size / projections
      return squares.reduce((total, square) => total.add(square)).mul(0.5 * scale)
    },
})

/** Each output by itself: [n, size] with 1 in one column. */
function axes(n: number, size: number, outputs: Tensor): Tensor[] {
  const dtype = floatDType('jacobian: outputs', outputs)
  return Array.from({ length: size }, (_, column) =>
    oneHot(full([n], column, 'int32'), size, dtype),
  )
}

/** Unit vectors, one for each of n examples, `count` times: normal vectors, divided by their length. */
function randomDirections(
  n: number,
  size: number,
  outputs: Tensor,
  count: number,
  rng: Rng,
): Tensor[] {
  const dtype = floatDType('jacobian: outputs', outputs)
  return Array.from({ length: count }, (_, index) => {
    const v = rng.split(index).normal([n, size], { dtype })
    return v.div(norm(v, 2, 1, { keepDims: true }))
  })
}
