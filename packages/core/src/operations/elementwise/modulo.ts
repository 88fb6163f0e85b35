import { BinaryFunction } from '@sobolev/kernels'
import { apply } from '../../primitive/apply.ts'
import { type Binary, primitive } from '../../primitive/primitive.ts'
import type { TensorLike } from '../../tensor/convert.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { elementwiseBatchRule } from '../layout/batch-rules.ts'
import { div, equalShapes, mul, neg, numberPair, sub } from './arithmetic.ts'
import { round } from './elementwise.ts'

export const modOp = primitive<Binary>({
  name: 'mod',
  shape: equalShapes('mod'),
  inPlace: true,
  batch: elementwiseBatchRule,
  lower: (program, [a, b], out) => program.binary(BinaryFunction.modulo, a, b, out),
  vjp: [
    (g) => g,
    // ⌊a / b⌋ from the remainder: the quotient itself may round up to the next whole number.
    (g, [a, b], remainder) => neg(mul(g, round(div(sub(a, remainder), b)))),
  ],
})

/**
 * The remainder of `a` divided by `b`, with the sign of `b`, as Python's `%`; elementwise and broadcast.
 * Numbers of one dtype; by 0 it is NaN (of int32: 0). The derivative by a is 1 and by b −⌊a / b⌋, at the jumps
 * too, as in PyTorch and JAX.
 *
 * @see tf.math.floormod, jnp.mod, torch.remainder
 */
export const mod = (a: TensorLike, b: TensorLike): Tensor =>
  apply(modOp, numberPair('mod', a, b), null)
