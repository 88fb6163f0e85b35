import { type Primitive, primitive, type Rules } from '../../primitive/primitive.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { elementwiseBatchRule } from '../layout/batch-rules.ts'
import { copyAll } from '../layout/copy.ts'

/** A value that was computed without recording, and the tensor of its shape that it is a function of. */
export type Precomputed = readonly [value: Tensor, x: Tensor]
/** A value that was computed without recording, and the two tensors that it is a function of. */
export type PrecomputedOfTwo = readonly [value: Tensor, x: Tensor, y: Tensor]

/**
 * A primitive that returns a precomputed value and gives it a derivative rule: for elementwise functions whose
 * derivative would lose digits, overflow or meet 0 · ∞ if the operations that compute the value were differentiated.
 */
export const precomputed = <I extends Precomputed | PrecomputedOfTwo, A = null>(
  name: string,
  vjp: Rules<I, A>,
): Primitive<I, A> =>
  primitive<I, A>({
    name,
    shape: ([value]) => value.shape,
    view: true,
    elementwise: true,
    batch: elementwiseBatchRule,
    lower: copyAll,
    vjp,
  })
