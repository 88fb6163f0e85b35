import { mean, sum, type Tensor, zerosLike } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import { onePerExample } from '../one-per-example.ts'
import { asRows, differentiated, quantityOf } from './differentiated.ts'

export const tangentProp = definePenalty({
  name: 'tangentProp',
  summary:
    'Keeps outputs from changing along a direction that the data tell for each row: tangent propagation.',
  formula:
    'mean over examples of ‖J t‖², J = ∂y/∂x, t a direction of the inputs in columns of the table',
  paper: {
    authors: 'Simard, Victorri, LeCun & Denker',
    year: 1992,
    title: 'Tangent prop: a formalism for specifying selected invariances in an adaptive network',
  },
  cost: 'a product with J, two backward passes of which compiled code keeps about one, and a backward pass through it: about twice the step',
  when: 'It is known of each row along which direction nothing changes: a rotation of positions, a common change of prices, the drift of an instrument. Of images imageTangents knows such directions itself.',
  advice: {
    wants: ['knownShape', 'fewRows', 'otherPlaces'],
    suggested: 'A weight of 0.1 to 10; it may be large where the invariance is exact.',
    notWith:
      'Batch normalisation, which mixes the rows. ReLU, of which training sees the slopes and no bend: tanh, softplus or gelu show both.',
    limits:
      'Small changes alone: along a curved orbit the direction is right at the row, and not further on.',
  },
  notes:
    'Inputs that are not named do not move. Directions are in the units of the table and are divided by those of the scaled inputs, so that the derivative is along what the table says. Several directions are several terms.',
  aliases: ['tangentPropagation'],
  derivatives: 1,
  perExample: true,
  options: {
    direction: option.columnMap({
      of: 'inputs',
      isSingle: true,
      value: option.column({ of: 'numbers', words: 'the column of how far it moves' }),
      words: 'for each input that moves, the column that says how far',
    }),
    of: differentiated('outputs'),
  },
  // 2 · 3 − 1 · 4
  example: {
    options: { direction: { x1: 'right', x2: 'up' } },
    columns: { right: [3], up: [4] },
    value: 4,
  },
  make:
    ({ direction, of }) =>
    (evaluation) => {
      const y = quantityOf('tangentProp', of, evaluation)
      const change = evaluation.jacobianVector(directionOf(evaluation, direction), y)
      return mean(sum(asRows(change).square(), 1))
    },
})

/** How far each input moves, in the shape of the inputs. */
function directionOf(
  { inputs, inputColumn, columnMask, column }: Evaluation,
  direction: Readonly<Record<string, string>>,
): Tensor {
  return Object.entries(direction).reduce((total, [input, name]) => {
    const distance = column(name).cast(inputs.dtype).div(inputColumn(input).scale)
    return total.add(columnMask(input).mul(distance.reshape(onePerExample(inputs))))
  }, zerosLike(inputs))
}
