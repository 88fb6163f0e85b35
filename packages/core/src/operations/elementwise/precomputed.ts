import { type Primitive, primitive, type Rules } from '../../primitive/primitive.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { elementwiseBatchRule } from '../layout/batch-rules.ts'
import { copyAll } from '../layout/copy.ts'

/** A value that was computed without a derivative, and the tensor of its shape that it depends on. */
export type Precomputed = readonly [value: Tensor, x: Tensor]
/** The same of two tensors. */
export type PrecomputedOfTwo = readonly [value: Tensor, x: Tensor, y: Tensor]

/**
 * An elementwise function whose derivative is better said by a rule than left to the operations that
 * compute its value: where these cancel, overflow or meet 0 · ∞, the rule need not.
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
