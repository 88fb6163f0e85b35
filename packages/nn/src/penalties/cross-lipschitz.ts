import { mean, sum } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { jacobianRows } from './differentiated.ts'
import { exampleAxes } from './example-axes.ts'
import { columnsOption, ofColumns } from './input-columns.ts'

export const crossLipschitz = definePenalty({
  name: 'crossLipschitz',
  summary: 'Keeps the differences between the outputs of classes from changing with the inputs.',
  formula: 'mean over examples of (1/K²) Σₗₘ ‖∇ₓfₗ − ∇ₓfₘ‖², over all pairs of K classes',
  paper: {
    authors: 'Hein & Andriushchenko',
    year: 2017,
    title: 'Formal guarantees on the robustness of a classifier against adversarial manipulation',
  },
  cost: 'for each class a backward pass by the inputs, and one through it: about K steps more',
  when: 'Few classes, whose decisions should hold under small changes of the inputs: only differences of outputs decide, which jacobian does not tell from their sum.',
  advice: {
    wants: ['noise', 'adversaries', 'lipschitz'],
    suggested:
      'A weight of 0.001 to 0.1, by powers of ten; 1 flattens the logits of the two moons.',
    notWith:
      'ReLU, of which training sees the slopes and no bend: tanh, softplus or gelu show both. Batch normalisation, which mixes the rows.',
    limits:
      'The guarantee of the paper is of the largest difference in a ball around an input; this holds the mean at the inputs themselves.',
  },
  notes:
    'Computed as (2/K) Σ ‖∇fₖ‖² − 2 ‖(1/K) Σ ∇fₖ‖² of K gradients, and not of K² pairs. With one output it is 0.',
  derivatives: 1,
  perExample: true,
  losses: ['classLogits', 'classScores'],
  options: { columns: columnsOption },
  // ‖(2, −1) − (1, 0)‖² = 2 counts twice, over 2².
  example: { model: 'twoLogits', targets: [[0, 0]], value: 1 },
  make:
    ({ columns }) =>
    (evaluation) => {
      const rows = jacobianRows(evaluation, evaluation.outputs).map((row) =>
        ofColumns(row, columns, evaluation),
      )
      const center = rows.reduce((total, row) => total.add(row)).div(rows.length)
      const spread = rows
        .map((row) => sum(row.sub(center).square(), exampleAxes(row)))
        .reduce((total, square) => total.add(square))
      return mean(spread).mul(2 / rows.length)
    },
})
