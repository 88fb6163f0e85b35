import { mean, sum } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { asRows } from './differentiated.ts'
import { divergenceDraws, projectionsOption, sumOf } from './second-derivatives.ts'

export const scoreMatching = definePenalty({
  name: 'scoreMatching',
  summary: 'Makes the outputs the score of the inputs’ density, ∇ log p(x), without knowing p.',
  formula: 'mean over examples of tr(∂s/∂x) + ½ ‖s‖², s the outputs',
  paper: {
    authors: 'Hyvärinen',
    year: 2005,
    title: 'Estimation of non-normalized statistical models by score matching',
  },
  cost: 'for each input (or projection) a backward pass by the inputs, and one through it',
  when: 'Models of a density by its score, for a few inputs. For many take slicedScoreMatching or denoisingScoreMatching.',
  advice: {
    wants: ['densities'],
    suggested: 'A weight of 1 and a loss of zeros.',
    notWith:
      'ReLU, of which training sees the slopes and no bend. Batch normalisation, which mixes the rows.',
    limits:
      'It says nothing of places without examples, and weighs far modes of a density wrongly against each other.',
  },
  notes:
    'It is ½ E‖s − ∇ log p‖² but for a constant, and so may be below 0: its size means nothing, a smaller one is better. It is a loss in itself: give it weight 1 and a loss of zeros, (outputs) => outputs.mul(0).sum(1). It can fall without end where examples repeat or lie on a surface, since a density that is concentrated there has no limit: add noise. By random directions of ±1 (Hutchinson 1990) the trace is right on average. "all" is exact and draws nothing.',
  aliases: ['hyvarinen', 'implicitScoreMatching', 'fisherDivergence'],
  derivatives: 1,
  perExample: true,
  outputs: 'asInputs',
  options: {
    projections: projectionsOption(
      1,
      'all',
      'by how many random directions the trace is estimated; "all" is exact',
    ),
  },
  example: { model: 'twoLogits', targets: [[0, 0]], value: 3 },
  make:
    ({ projections }) =>
    (evaluation) => {
      const draws = divergenceDraws('scoreMatching', evaluation, projections)
      const norms = sum(asRows(evaluation.outputs).square(), 1)
      return mean(sumOf(draws).div(draws.length).add(norms.div(2)))
    },
})
