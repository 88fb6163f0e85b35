import type { Loop, Repeated } from '../../primitive/tracing.ts'
import type { Level } from '../../tensor/batching.ts'
import type { Tensor } from '../../tensor/tensor.ts'

/** A loop, with the levels of `vmap` that its body itself activates. */
export interface LoopInLevels extends Loop {
  readonly enteredLevels: readonly Level[]
}

/** The result of a loop, with what its derivative needs. */
export interface LoopResult extends Repeated {
  /** The tensors that the steps close over and a tape watches. */
  readonly closedOver: readonly Tensor[]
  /** True if an integer in the carry was computed from floats, so that a path of derivatives may end there. */
  readonly integersDependOnFloats: boolean
  /** True if a step took a derivative. */
  readonly holdsDerivative: boolean
}

/** A function that computes `fn()` when it is first called, and returns the same value afterwards. */
export function lazy<T>(fn: () => T): () => T {
  let computed: { readonly value: T } | null = null
  return () => {
    computed ??= { value: fn() }
    return computed.value
  }
}
