import { clip } from '@sobolev/core'
import { defineGradientTransform } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { numberAt } from '../schedules/number-at.ts'
import { mapTensors } from '../tensors.ts'

export const clipByValue = defineGradientTransform({
  name: 'clipByValue',
  summary: 'Cuts each element of the gradients off at a limit, above and below.',
  formula: 'min(max(g, −limit), limit)',
  paper: {
    authors: 'Mikolov',
    year: 2012,
    title: 'Statistical language models based on neural networks',
  },
  cost: 'one pass over the gradients',
  when: 'Single weights have gradients much larger than most. The direction changes where it cuts: clipByGlobalNorm keeps it.',
  advice: {
    wants: ['diverges'],
    suggested: '0.5 to 5.',
    notWith: 'Penalties whose gradients have few large elements, which are what is cut.',
    limits: 'Changes the direction of the step.',
  },
  aliases: ['clipvalue', 'clipGradValue'],
  options: {
    limit: option.schedule({ above: 0, words: 'the greatest size of an element' }),
  },
  short: 'limit',
  example: { options: { limit: 1 }, parameters: [0, 0], gradients: [0.5, -4], updates: [0.5, -1] },
  make: ({ limit }) => ({
    init: () => ({}),
    update: (gradients, _, { step }) => ({
      updates: mapTensors([gradients], ([g]) => {
        const most = numberAt(limit, step, g.dtype)
        return clip(g, typeof most === 'number' ? -most : most.neg(), most)
      }),
      state: {},
    }),
  }),
})
