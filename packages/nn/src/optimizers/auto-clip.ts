import { concat, full, maximum, where } from '@sobolev/core'
import { defineGradientTransform } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { mapTensors } from '../tensors.ts'
import { globalNorm } from './clip-by-global-norm.ts'

export const autoClip = defineGradientTransform({
  name: 'autoClip',
  summary: 'Shrinks all gradients alike to a length that a share of those so far did not pass.',
  formula:
    'g · limit / max(‖g‖₂, limit), limit the percentile of the norms of this and the last steps',
  paper: {
    authors: 'Seetharaman, Wichern, Pardo & Le Roux',
    year: 2020,
    title: 'AutoClip: adaptive gradient clipping for source separation networks',
    place: 'algorithm 1',
  },
  cost: 'two passes over the gradients, and a sort of the norms that it remembers',
  when: 'Where clipByGlobalNorm would help and no limit is known, or none fits the whole training.',
  advice: {
    wants: ['diverges', 'sharpMinima'],
    suggested:
      'A percentile of 10, as in the paper, for sgd and adam alike; 90 to cut off what is rare.',
    notWith:
      'Optimizers that go by the sign of gradients alone, such as lion and muon, for which their length does not count.',
    limits:
      'With a low percentile nearly every step is clipped: a step then has much the same length, whatever the gradient.',
  },
  notes:
    'The percentile lies between two norms as numpy.percentile has it. The paper remembers all norms; here the window says how many. In the first step nothing is clipped.',
  aliases: ['percentileClipping', 'clipByPercentile'],
  options: {
    percentile: option.number({
      minimum: 0,
      maximum: 100,
      default: 10,
      words: 'how many of a hundred norms are below the limit',
    }),
    window: option.integer({
      minimum: 1,
      maximum: 1_000_000,
      default: 1000,
      words: 'how many norms are remembered',
    }),
  },
  short: 'percentile',
  // In the first step the limit is the length of the gradient itself.
  example: { options: { percentile: 10 }, parameters: [0, 0], gradients: [3, 4], updates: [3, 4] },
  make: ({ percentile, window }) => ({
    // Infinite where there was no step yet: last in their order.
    init: () => ({
      'autoClip.norms': { last: full([window], Number.POSITIVE_INFINITY, { dtype: 'float64' }) },
    }),
    update(gradients, state, { step }) {
      const size = globalNorm(gradients)
      const before =
        state['autoClip.norms']?.last ??
        full([window], Number.POSITIVE_INFINITY, { dtype: 'float64' })
      const last = concat([size.reshape([1]), before.slice([{ stop: window - 1 }])])
      const count = step.add(1).minimum(window).cast('float64')
      const place = count.sub(1).mul(percentile / 100)
      const lower = place.floor()
      const sorted = last.sort()
      const low = sorted.gather(lower.cast('int32'))
      const high = sorted.gather(lower.add(1).minimum(count.sub(1)).cast('int32'))
      const limit = low.add(high.sub(low).mul(place.sub(lower)))
      const scale = where(size.greater(0), limit.div(maximum(size, limit)), 1)
      return {
        updates: mapTensors([gradients], ([g]) => g.mul(scale.cast(g.dtype))),
        state: { 'autoClip.norms': { last } },
      }
    },
  }),
})
