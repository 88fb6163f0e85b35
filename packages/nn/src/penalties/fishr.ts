import { type Tensor, where, zeros } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import { floatDType } from '../float-dtype.ts'
import { mapTensors, type Tensors } from '../tensors.ts'
import {
  environmentsOption,
  layerOption,
  spreadOf,
  variablesOfLayer,
} from './environment-gradients.ts'
import { membersOf } from './groups.ts'
import type { PenalizedModel } from './penalty.ts'

export const fishr = definePenalty({
  name: 'fishr',
  summary: 'Makes the gradients of single examples vary alike in all environments.',
  formula:
    'mean over environments e of ‖vₑ − mean v‖², vₑ the variances of ∂Lᵢ/∂w over the examples i in e, averaged over steps',
  paper: {
    authors: 'Ramé, Dancette & Cord',
    year: 2022,
    title: 'Fishr: invariant gradient variances for out-of-distribution generalization',
  },
  cost: 'the gradient of each example by the parameters of the last layer, and a backward pass through them',
  when: 'The rows are from several places, times or devices, and the model should do as well in another. It needs many rows of each environment in a batch.',
  advice: {
    wants: ['otherPlaces', 'wrongColumns'],
    suggested:
      'After some epochs without it, a weight that makes it as large as the loss. The paper has 1000 with an average of 0.95, of averages that its program divides by 1 − average, and means over parameters in place of sums. On configs/irm.yaml, from 0 to 10000 with batches of 500, the accuracy in the other place is 0.606 (without 0.132).',
    notWith:
      'Batches with few rows of an environment: a variance of two rows is mostly chance. Batch normalisation, which mixes the environments.',
    limits:
      'It compares variances by themselves, not how parameters vary together. Where all is learned they are 0 for any model.',
  },
  notes:
    'Variances are divided by the number of rows. The average begins at 0 and is kept in checkpoints; derivatives pass through the part of the latest batch alone, which is 1 − average of it. Environments without rows in a batch keep their average; one with a single row varies by 0 there. With one environment it is 0.',
  aliases: ['gradientVarianceMatching'],
  derivatives: 1,
  exampleDerivatives: true,
  heldConstant: 'the average of earlier steps',
  options: {
    environments: environmentsOption,
    layer: layerOption,
    average: option.number({
      minimum: 0,
      below: 1,
      default: 0.95,
      words:
        'how much of the average of variances stays from one step to the next; 0 for the batch alone',
    }),
  },
  // The gradients (2, 2; 2) and (4, 0; 4) vary by (1, 1; 1), those (0, −2; −2) and (0, −2; 2) by (0, 0; 4).
  example: {
    options: { environments: 'site', average: 0 },
    inputs: [
      [1, 1],
      [1, 0],
      [0, 1],
      [0, -1],
    ],
    targets: [[0], [0], [0], [0]],
    columns: {
      site: [
        [1, 0],
        [1, 0],
        [0, 1],
        [0, 1],
      ],
    },
    value: 2.75,
  },
  make: ({ environments, layer, average }) => {
    const penalty = (evaluation: Evaluation): Tensor => {
      const { losses, trainable, jacobian, state, mode } = evaluation
      const sources = variablesOfLayer('fishr', layer, trainable)
      const members = membersOf('fishr', environments, evaluation)
      const gradients = jacobian(losses, sources, { unconnectedGradients: 'zero' })
      const variances = mapTensors([gradients], ([rows], path) => {
        const { values, isThere } = variancesOf(rows, members)
        const before = state[path]
        if (!before) return values
        const grown = before.value.mul(average).add(values.mul(1 - average))
        const next = where(isThere.greater(0), grown, before.value)
        if (mode.training) before.assign(next)
        return next
      })
      const isThere = members.sum(0).greater(0).cast(losses.dtype)
      return spreadOf({ rows: variances, isThere, count: isThere.sum() })
    }
    const init = ({ variables, groupCount }: PenalizedModel): Tensors => {
      const trained = Object.entries(variables).filter(([, { trainable }]) => trainable)
      const sources = variablesOfLayer('fishr', layer, Object.fromEntries(trained))
      const count = groupCount(environments)
      return Object.fromEntries(
        Object.entries(sources).map(([path, { value }]) => [
          path,
          zeros([count, value.size], { dtype: floatDType(path, value) }),
        ]),
      )
    }
    return Object.assign(penalty, { init })
  },
})

/** The variance of rows [n, ...] over the examples of each environment: [environments, k], and [environments, 1]. */
function variancesOf(rows: Tensor, members: Tensor): { values: Tensor; isThere: Tensor } {
  const [n = 0, count = 0] = members.shape
  const flat = rows.reshape([n, -1])
  const sizes = members.sum(0).reshape([count, 1])
  const divisor = where(sizes.greater(0), sizes, 1)
  const meansOf = (values: Tensor): Tensor => members.transpose().matmul(values).div(divisor)
  const distances = flat.sub(members.matmul(meansOf(flat)))
  return { values: meansOf(distances.square()), isThere: sizes.greater(0).cast(rows.dtype) }
}
