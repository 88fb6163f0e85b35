import { maximum } from '@sobolev/core'
import { defineGradientTransform } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { valueAt } from '../schedules/schedule.ts'
import { mapTensors } from '../tensors.ts'

export const clipByNorm = defineGradientTransform({
  name: 'clipByNorm',
  summary: 'Shrinks the gradient of a variable where its length is above a limit, each by itself.',
  formula: 'g · limit / max(‖g‖₂, limit), the norm over one variable',
  paper: {
    authors: 'Pascanu, Mikolov & Bengio',
    year: 2013,
    title: 'On the difficulty of training recurrent neural networks',
    place: 'algorithm 1',
  },
  cost: 'two passes over the gradients',
  when: 'One layer has gradients much larger than the others, which clipByGlobalNorm would shrink with it.',
  advice: {
    wants: ['diverges'],
    suggested: 'A norm of 1.',
    notWith: 'clipByGlobalNorm, which keeps the direction of the whole step where this changes it.',
    limits: 'Changes the direction of the step: each variable is cut by itself.',
  },
  notes:
    'The paper’s algorithm for each variable by itself, as Keras’ clipnorm. Gradients below the limit keep their bits.',
  options: {
    limit: option.schedule({ above: 0, words: 'the greatest length that is let through' }),
  },
  short: 'limit',
  example: { options: { limit: 1 }, parameters: [0, 0], gradients: [3, 4], updates: [0.6, 0.8] },
  make: ({ limit }) => ({
    init: () => ({}),
    update(gradients, _, { step }) {
      const most = valueAt(limit, step).cast('float64')
      const updates = mapTensors([gradients], ([g]) => {
        const norm = g.square().sum().cast('float64').sqrt()
        return g.mul(most.div(maximum(norm, most)).cast(g.dtype))
      })
      return { updates, state: {} }
    },
  }),
})
