import type { OptionKinds } from '../errors/options.ts'
import type { Tensor } from '../tensor/tensor.ts'

/** What the derivative by a source is that the target does not depend on: an error, zeros, or null. */
export type Unconnected = 'error' | 'zero' | 'none'

/** What every derivative may be told. */
export interface DerivativeOptions<U extends Unconnected = Unconnected> {
  /** What stands for a derivative by what the target does not depend on: an error, `'zero'` or `'none'`, which is null. */
  readonly unconnectedGradients?: U
}

export const derivativeKinds: OptionKinds<DerivativeOptions> = {
  unconnectedGradients: ['error', 'zero', 'none'],
}

/** A tensor, or null where `unconnectedGradients: 'none'` was asked for. */
export type Derivative<U extends Unconnected> = U extends 'none' ? Tensor | null : Tensor
