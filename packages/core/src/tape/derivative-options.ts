import type { OptionKinds } from '../errors/options.ts'
import type { Tensor } from '../tensor/tensor.ts'

/** What the derivative by a source is that the target does not depend on: an error, zeros, or null. */
export type Unconnected = 'error' | 'zero' | 'none'

export interface DerivativeOptions<U extends Unconnected = Unconnected> {
  readonly unconnectedGradients?: U
}

export const derivativeKinds: OptionKinds<DerivativeOptions> = {
  unconnectedGradients: ['error', 'zero', 'none'],
}

/** A tensor, or null where `unconnectedGradients: 'none'` was asked for. */
export type Derivative<U extends Unconnected> = U extends 'none' ? Tensor | null : Tensor
