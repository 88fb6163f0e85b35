import { checkOptions, type OptionKinds } from '@sobolev/core'
import { mapTensors } from '../tensors.ts'
import type { GradientTransform } from './transform.ts'

export interface DecayOptions {
  /** The share of a parameter that is taken off, times the learning rate, in each step. */
  readonly weightDecay: number
  /** Which parameters decay, by dotted path; all unless given. */
  readonly decays?: (name: string) => boolean
}

export const decayKinds: OptionKinds<DecayOptions> = { weightDecay: 'number', decays: 'function' }

/** g + weightDecay · θ: a decay that passes by what stands before it in the chain. */
export function decayWeights(options: DecayOptions): GradientTransform {
  const { weightDecay, decays = () => true } = checkOptions('decayWeights', options, decayKinds, [
    'weightDecay',
  ])
  return {
    init: () => ({}),
    update: (gradients, _, { parameters }) => ({
      updates: mapTensors([gradients, parameters], ([g, p], name) =>
        decays(name) ? g.add(p.mul(weightDecay)) : g,
      ),
      state: {},
    }),
  }
}
