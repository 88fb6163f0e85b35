import { mean, stack, sum } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import {
  fieldOf,
  projectionsOption,
  slopes,
  sumOf,
  unitVectors,
  vectorJacobians,
} from './second-derivatives.ts'

export const conservativeField = definePenalty({
  name: 'conservativeField',
  summary: 'Pulls a vector field towards one that is the gradient of something: no rotation.',
  formula: '½ mean over examples of ‖J − Jᵀ‖² = Σᵢ<ⱼ (∂fᵢ/∂xⱼ − ∂fⱼ/∂xᵢ)², J = ∂outputs/∂x',
  paper: {
    authors: 'Chao, Sun, Cheng & Lee',
    year: 2023,
    title: 'On investigating the conservative property of score-based generative models',
  },
  cost: 'for each projection two backward passes by the inputs, and one through both; "all" takes as many as there are outputs',
  when: 'Forces, scores of densities, and other fields that should come from a potential. Where it must hold exactly, let a model of one output be the potential, and take its gradient.',
  advice: {
    wants: ['physics', 'densities'],
    suggested: 'A weight of 0.01 to 1.',
    notWith:
      'Batch normalisation, which mixes the rows. Inputs and outputs in different units: J − Jᵀ compares them.',
    limits:
      'It makes the field nearly a gradient where examples are; a potential whose gradient is taken is one everywhere.',
  },
  notes:
    'By random unit vectors u and v it is ½ d² (vᵀJu − uᵀJv)² of d inputs, which is right on average, without the derivatives along a direction that the paper’s estimate needs; its standard deviation for one example is at most √8 of the value, and falls as 1 / √(projections × examples). "all" is exact and draws nothing.',
  aliases: ['curl', 'curlFree', 'rotationFree', 'symmetricJacobian'],
  derivatives: 1,
  perExample: true,
  outputs: 'asInputs',
  options: {
    projections: projectionsOption(
      1,
      'all',
      'by how many pairs of random directions it is estimated; "all" is exact',
    ),
  },
  example: { model: 'field', targets: [[0, 0]], value: 9 },
  make:
    ({ projections }) =>
    (evaluation) => {
      const field = fieldOf('conservativeField', evaluation)
      if (projections === 'all') {
        const jacobian = stack(vectorJacobians(evaluation, field), 1)
        return mean(sum(jacobian.sub(jacobian.transpose([0, 2, 1])).square(), [1, 2])).div(2)
      }
      const size = field.shape[1] ?? 1
      const draws = Array.from({ length: projections }, (_, index) => {
        const rng = evaluation.rng.split(index)
        const u = unitVectors(rng.split('u'), field.shape, field)
        const v = unitVectors(rng.split('v'), field.shape, field)
        const rotation = sum(
          slopes(evaluation, field, v)
            .mul(u)
            .sub(slopes(evaluation, field, u).mul(v)),
          1,
        )
        return mean(rotation.square())
      })
      return sumOf(draws).mul((size * size) / (2 * projections))
    },
})
