import { add, full, maximum, type Tensor } from '@sobolev/core'
import { defineGradientTransform } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { valueAt } from '../schedules/schedule.ts'
import { mapTensors, type Tensors } from '../tensors.ts'

export const clipByGlobalNorm = defineGradientTransform({
  name: 'clipByGlobalNorm',
  summary:
    'Shrinks all gradients alike where their length, all of them taken as one vector, is above a limit.',
  formula: 'g · limit / max(‖g‖₂, limit), the norm over all parameters',
  paper: {
    authors: 'Pascanu, Mikolov & Bengio',
    year: 2013,
    title: 'On the difficulty of training recurrent neural networks',
    place: 'algorithm 1',
  },
  cost: 'two passes over the gradients',
  when: 'Where single batches have gradients much larger than most, and throw training off.',
  advice: {
    wants: ['diverges'],
    suggested: '1, or the usual norm as training reports it.',
    notWith: 'adam, which mostly goes by the direction anyway.',
    limits: 'Hides a learning rate that is too large; does not mend it.',
  },
  notes: 'Gradients below the limit keep their bits.',
  aliases: [
    'clipGlobalNorm',
    'clip',
    'clipNorm',
    'clipGradNorm',
    'maxGradNorm',
    'gradientClipping',
  ],
  options: {
    limit: option.schedule({ above: 0, words: 'the greatest length that is let through' }),
  },
  short: 'limit',
  example: { options: { limit: 1 }, parameters: [0, 0], gradients: [3, 4], updates: [0.6, 0.8] },
  make: ({ limit }) => ({
    init: () => ({}),
    update(gradients, _, { step }) {
      const most = valueAt(limit, step).cast('float64')
      const scale = most.div(maximum(globalNorm(gradients), most))
      return { updates: mapTensors([gradients], ([g]) => g.mul(scale.cast(g.dtype))), state: {} }
    },
  }),
})

/** √Σ g² over all elements of all tensors; float64 scalar. */
export const globalNorm = (tensors: Tensors): Tensor =>
  Object.values(tensors)
    .map((tensor) => tensor.square().sum().cast('float64'))
    .reduce((total, squares) => add(total, squares), full([], 0, { dtype: 'float64' }))
    .sqrt()
