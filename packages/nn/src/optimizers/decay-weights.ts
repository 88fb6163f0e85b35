import { mapTensors } from '../tensors.ts'
import type { GradientTransform } from './transform.ts'

export interface DecayOptions {
  /** The share of a parameter that is taken off, times the learning rate, in each step. */
  readonly weightDecay: number
  /** Which parameters decay, by dotted path; all unless given. */
  readonly decays?: (name: string) => boolean
}

/** g + weightDecay · θ: a decay that passes by what stands before it in the chain. */
export const decayWeights = ({
  weightDecay,
  decays = () => true,
}: DecayOptions): GradientTransform => ({
  init: () => ({}),
  update: (gradients, _, { parameters }) => ({
    updates: mapTensors([gradients, parameters], ([g, p], name) =>
      decays(name) ? g.add(p.mul(weightDecay)) : g,
    ),
    state: {},
  }),
})
