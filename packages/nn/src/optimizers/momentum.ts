import { checkOptions, zerosLike } from '@sobolev/core'
import { mapTensors, type Tensors } from '../tensors.ts'
import type { GradientTransform } from './transform.ts'

type MomentumState = { readonly 'momentum.velocity': Tensors }

export interface MomentumOptions {
  /** The share of the velocity that is kept, from 0 to below 1. */
  readonly momentum: number
  /** Looks one step ahead; false unless said otherwise. */
  readonly nesterov?: boolean
}

/**
 * Gathers speed: v ← μ v + g, and v, or g + μ v with `nesterov`, in place of g (Sutskever et al.
 * 2013, in the form that PyTorch's `SGD` gives it, without dampening).
 */
export function momentum(options: MomentumOptions): GradientTransform<MomentumState> {
  const { momentum: mu, nesterov = false } = checkOptions('momentum', options, {
    momentum: 'number',
    nesterov: 'boolean',
  })
  if (!(mu >= 0 && mu < 1))
    throw new RangeError(`momentum: must be at least 0 and below 1, got ${mu}`)
  return {
    init: (parameters) => ({
      'momentum.velocity': mapTensors([parameters], ([p]) => zerosLike(p)),
    }),
    update(gradients, state) {
      const velocity = mapTensors([gradients, state['momentum.velocity']], ([g, v]) =>
        v.mul(mu).add(g),
      )
      const updates = nesterov
        ? mapTensors([gradients, velocity], ([g, v]) => g.add(v.mul(mu)))
        : velocity
      return { updates, state: { 'momentum.velocity': velocity } }
    },
  }
}
