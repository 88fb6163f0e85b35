import { checkOptions, type OptionKinds, sqrt, zerosLike } from '@sobolev/core'
import { mapTensors, type Tensors } from '../tensors.ts'
import type { GradientTransform } from './transform.ts'

type RmsState = { readonly 'rmsprop.meanSquare': Tensors }

export interface RmsOptions {
  /** Of the mean squared gradient; 0.9 unless given. */
  readonly decay?: number
  /** Added to the root, in the gradient's units; 1e-8 unless given. */
  readonly epsilon?: number
}

export const rmsKinds: OptionKinds<RmsOptions> = { decay: 'number', epsilon: 'number' }

/** g / (√v + ε), with v ← ρ v + (1 − ρ) g² from v = 0 (Tieleman & Hinton 2012, lecture 6.5). */
export function scaleByRms(options: RmsOptions = {}): GradientTransform<RmsState> {
  const { decay = 0.9, epsilon = 1e-8 } = checkOptions('scaleByRms', options, rmsKinds)
  if (!(decay >= 0 && decay < 1))
    throw new RangeError(`rmsprop: decay must be at least 0 and below 1, got ${decay}`)
  return {
    init: (parameters) => ({
      'rmsprop.meanSquare': mapTensors([parameters], ([p]) => zerosLike(p)),
    }),
    update(gradients, state) {
      const meanSquare = mapTensors([gradients, state['rmsprop.meanSquare']], ([g, v]) =>
        v.mul(decay).add(g.square().mul(1 - decay)),
      )
      return {
        updates: mapTensors([gradients, meanSquare], ([g, v]) => g.div(sqrt(v).add(epsilon))),
        state: { 'rmsprop.meanSquare': meanSquare },
      }
    },
  }
}
