import { mean, sum } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { fieldOf, signs, slopes, sumOf } from './second-derivatives.ts'

export const slicedScoreMatching = definePenalty({
  name: 'slicedScoreMatching',
  summary:
    'Makes the outputs the score of the inputs’ density along random directions: for many inputs.',
  formula: 'mean over examples and directions v of vᵀ(∂s/∂x)v + ½ (vᵀs)², s the outputs',
  paper: {
    authors: 'Song, Garg, Shi & Ermon',
    year: 2019,
    title: 'Sliced score matching: a scalable approach to density and score estimation',
  },
  cost: 'for each projection a backward pass by the inputs, and one through it',
  when: 'Models of a density by its score, whatever the number of inputs: the cost does not grow with it.',
  advice: {
    wants: ['densities'],
    suggested: 'A weight of 1, one direction, and a loss of zeros, as in the paper.',
    notWith:
      'ReLU, of which training sees the slopes and no bend. Batch normalisation, which mixes the rows.',
    limits: 'It is noisier than the exact trace, and says nothing of places without examples.',
  },
  notes:
    'The directions are random signs, one of the paper’s choices, for every example and projection anew. varianceReduced takes ½ ‖s‖² for ½ (vᵀs)², which is the same on average and less noisy. As scoreMatching it may be below 0, is a loss in itself, and can fall without end where examples repeat or lie on a surface.',
  aliases: ['ssm', 'ssmVr'],
  derivatives: 1,
  perExample: true,
  outputs: 'asInputs',
  options: {
    projections: option.integer({
      minimum: 1,
      maximum: 1000,
      default: 1,
      words: 'how many random directions are taken for an example',
    }),
    varianceReduced: option.flag({
      default: true,
      words: 'whether ½ ‖s‖² stands for its mean over directions',
    }),
  },
  example: { model: 'twoLogits', targets: [[0, 0]], value: 3 },
  make:
    ({ projections, varianceReduced }) =>
    (evaluation) => {
      const score = fieldOf('slicedScoreMatching', evaluation)
      const draws = Array.from({ length: projections }, (_, index) => {
        const v = signs(evaluation.rng.split(index), score.shape, score)
        const along = sum(slopes(evaluation, score, v).mul(v), 1)
        const square = varianceReduced ? sum(score.square(), 1) : sum(score.mul(v), 1).square()
        return mean(along.add(square.div(2)))
      })
      return sumOf(draws).div(projections)
    },
})
