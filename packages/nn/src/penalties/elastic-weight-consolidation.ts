import { lessEqual, stopGradient, type Tensor, where, zerosLike } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import { floatDType } from '../float-dtype.ts'
import { selectParameters } from '../parameter-selection.ts'
import { mapTensors, type Tensors } from '../tensors.ts'
import { held } from './loss-increase.ts'
import type { PenalizedModel } from './penalty.ts'

export const elasticWeightConsolidation = definePenalty({
  name: 'elasticWeightConsolidation',
  summary: 'Keeps the weights that mattered for what was trained first near where they were then.',
  formula:
    '½ Σ F (θ − θ*)² after `watch`, 0 before; θ* the parameters at its end, F ← decay F + (1 − decay) mean (∂Lᵢ/∂θ)² during it',
  paper: {
    authors: 'Kirkpatrick et al.',
    year: 2017,
    title: 'Overcoming catastrophic forgetting in neural networks',
  },
  cost: 'a gradient by the parameters, and two copies of them',
  when: 'One task is trained after another with the same network, and the first must not be forgotten, while its rows are there no more. With the rows, train on both.',
  advice: {
    wants: ['forgets'],
    suggested: 'Weights are large, as F is small: the paper takes 400 for digits; 100 to 10000.',
    notWith:
      'Batch normalisation, whose statistics are of the latest task. l2, which pulls the same weights elsewhere. sgd whose learning rate times the weight times F is above 2, which diverges.',
    limits:
      'F is a diagonal, and one draw of random signs a step estimates it: the decay averages. A third task is held to the first alone.',
  },
  notes:
    'The first task is trained for `watch`, then batches are those of the next; θ* and F are kept in checkpoints, so that the second may be another run that resumes the first. F is of the given labels: the empirical Fisher information.',
  aliases: ['ewc', 'consolidation'],
  heldConstant: 'F and θ*',
  eachStep: true,
  options: {
    watch: option.duration({ default: 1, words: 'how long the first task is trained' }),
    decay: option.number({
      minimum: 0,
      below: 1,
      default: 0.99,
      words: 'how much of F stays from one step to the next',
    }),
    includes: option.parameters({ default: 'all', words: 'which weights are held' }),
  },
  // In the first step there is nothing to hold yet.
  example: { value: 0 },
  make: ({ watch, decay, includes }) => {
    const name = 'elasticWeightConsolidation'
    const penalty = (evaluation: Evaluation): Tensor => {
      const { weights, state, step, mode } = evaluation
      const selected = weights(includes)
      const squares = squaredGradients(evaluation, Object.keys(selected))
      const isFirst = step.less(watch)
      const parts = Object.entries(selected).flatMap(([path, { value }]) => {
        const [importance, anchor] = [state[`${path}.importance`], state[`${path}.anchor`]]
        const square = squares[path]
        if (!importance || !anchor) return []
        if (mode.training && square) {
          const grown = importance.mul(decay).add(square.mul(1 - decay))
          importance.assign(where(isFirst, grown, importance.value))
          anchor.assign(where(lessEqual(step, watch), stopGradient(value), anchor.value))
        }
        const distance = value.sub(anchor.value).square().mul(importance.value).sum()
        return [where(isFirst, zerosLike(distance), distance)]
      })
      return parts.reduce((total, part) => total.add(part)).mul(0.5)
    }
    const init = ({ variables }: PenalizedModel): Tensors =>
      Object.assign(
        {},
        ...Object.entries(selectParameters(name, includes, variables)).map(([path, { value }]) => ({
          [`${path}.importance`]: zerosLike(value),
          [`${path}.anchor`]: value,
        })),
      )
    return Object.assign(penalty, { init })
  },
})

/** An estimate of the mean over examples of the squares of their gradients, by random signs; of what is trained. */
function squaredGradients(evaluation: Evaluation, paths: readonly string[]): Tensors {
  const { losses, trainable, gradient, mode } = evaluation
  if (!mode.training) return {}
  const sources = Object.fromEntries(
    Object.entries(trainable).filter(([path]) => paths.includes(path)),
  )
  const dtype = floatDType('losses', losses)
  const signs = evaluation.rng.rademacher([losses.size], { dtype })
  const slopes = gradient(losses.mul(signs), sources, { unconnectedGradients: 'zero' })
  return mapTensors([held(slopes)], ([slope]) => slope.square().div(losses.size))
}
