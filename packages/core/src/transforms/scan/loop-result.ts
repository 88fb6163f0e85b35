import type { Loop, Repeated } from '../../primitive/tracing.ts'
import type { Level } from '../../tensor/batching.ts'
import type { Tensor } from '../../tensor/tensor.ts'

/** A loop with the levels of `vmap` that its steps go into by themselves. */
export interface LoopInLevels extends Loop {
  readonly enteredLevels: readonly Level[]
}

/** A loop that ran, with what its derivative needs. */
export interface LoopResult extends Repeated {
  /** What tapes watch and the steps close over. */
  readonly closedOver: readonly Tensor[]
  /** True if an integer of the carry comes of floats: a derivative may end there. */
  readonly integersDependOnFloats: boolean
  /** True if a step took a derivative. */
  readonly holdsDerivative: boolean
}

/** A function that is called once, if at all. */
export function lazy<T>(fn: () => T): () => T {
  let computed: { readonly value: T } | null = null
  return () => {
    computed ??= { value: fn() }
    return computed.value
  }
}
