import { sqrt, zerosLike } from '@sobolev/core'
import { type GivenOptions, option } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { numberAt } from '../schedules/number-at.ts'
import { mapTensors, type Tensors } from '../tensors.ts'
import { runningMean, squares } from './moments.ts'
import type { GradientTransform } from './transform.ts'

type RmsState = { readonly 'rmsprop.meanSquare': Tensors }

/** The options of RMSprop but for its learning rate and momentum. */
export const rmsOptions = {
  decay: option.schedule({
    minimum: 0,
    below: 1,
    default: 0.9,
    words: 'the share of the mean squared gradient that is kept in each step',
  }),
  epsilon: option.number({
    above: 0,
    default: 1e-8,
    words: 'added to the root, in the units of the gradient',
  }),
}

/**
 * g / (√v + ε), with v ← ρ v + (1 − ρ) g² from v = 0 (Tieleman & Hinton 2012, lecture 6.5). For chains of one's own;
 * no method of the catalogue, for before an optimizer it has no use.
 */
export function scaleByRms(
  options: GivenOptions<typeof rmsOptions> = {},
): GradientTransform<RmsState> {
  const { decay, epsilon } = readOptions('scaleByRms', rmsOptions, options)
  return {
    init: (parameters) => ({
      'rmsprop.meanSquare': mapTensors([parameters], ([p]) => zerosLike(p)),
    }),
    update(gradients, state, { step }) {
      const kept = numberAt(decay, step, 'float64')
      const meanSquare = runningMean(kept, state['rmsprop.meanSquare'], squares(gradients))
      return {
        updates: mapTensors([gradients, meanSquare], ([g, v]) => g.div(sqrt(v).add(epsilon))),
        state: { 'rmsprop.meanSquare': meanSquare },
      }
    },
  }
}
