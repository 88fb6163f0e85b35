import { mean } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { divergenceDraws, projectionsOption, squareOfMean } from './second-derivatives.ts'

export const divergenceFree = definePenalty({
  name: 'divergenceFree',
  summary: 'Pulls a vector field towards one without sources: as much flows in as out.',
  formula: 'mean over examples of (tr J)², tr J = Σᵢ ∂fᵢ/∂xᵢ',
  paper: {
    authors: 'Raissi, Yazdani & Karniadakis',
    year: 2020,
    title: 'Hidden fluid mechanics: learning velocity and pressure fields from flow visualizations',
  },
  cost: 'for each input (or projection) a backward pass by the inputs, and one through it',
  when: 'Velocities of an incompressible fluid, magnetic fields, flows that keep volume.',
  advice: {
    wants: ['physics'],
    suggested: 'A weight of 1, as the residuals in the paper.',
    notWith:
      'Batch normalisation, which mixes the rows. Inputs or outputs in different units: the trace adds them.',
    limits:
      'It holds nearly, and where examples are; flows that are built from a potential have no divergence anywhere.',
  },
  notes:
    'The paper has it among the residuals of the Navier–Stokes equations. With n random directions of ±1 (Hutchinson 1990) it is the mean of the products of two different estimates of tr J, so that it is right on average; it can be below 0 for a batch, and its standard deviation falls as 1 / √n, where tr J is near 0 as 1 / n. "all" is exact and draws nothing.',
  aliases: ['divergence', 'incompressible', 'solenoidal', 'continuityEquation'],
  derivatives: 1,
  perExample: true,
  outputs: 'asInputs',
  options: {
    projections: projectionsOption(
      2,
      'all',
      'by how many random directions tr J is estimated, at least 2; "all" is exact',
    ),
  },
  example: { model: 'twoLogits', targets: [[0, 0]], value: 4 },
  make:
    ({ projections }) =>
    (evaluation) => {
      const draws = divergenceDraws('divergenceFree', evaluation, projections)
      const [first] = draws
      return mean(projections === 'all' && first ? first.square() : squareOfMean(draws))
    },
})
