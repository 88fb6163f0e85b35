import { describeValue } from '../../errors/describe-value.ts'
import { DTypeError } from '../../errors/errors.ts'
import { apply } from '../../primitive/apply.ts'
import { primitive, type Unary } from '../../primitive/primitive.ts'
import { unaryBatchRule } from '../../tensor/batching.ts'
import { type TensorLike, toTensor } from '../../tensor/convert.ts'
import { checkDType, type DType } from '../../tensor/dtype.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { identity } from '../layout/reshape.ts'

export const castOp = primitive<Unary, { dtype: DType }>({
  name: 'cast',
  elementwise: true,
  keepsZeros: true,
  shape: ([x]) => x.shape,
  dtype: (_, { dtype }) => dtype,
  batch: unaryBatchRule,
  lower: (program, [x], out) => program.cast(x, out),
  vjp: [(g, [x]) => cast(g, x.dtype)],
})

/**
 * The same values in another dtype. To int32: truncated towards zero, saturating, NaN becomes 0; to
 * bool: whether the value is not 0. Between floats it is differentiable; a derivative through an
 * integer or a boolean is a GradientError.
 * Throws a DTypeError for an unknown dtype.
 *
 * @see tf.cast, x.astype of JAX, x.to of PyTorch
 */
export function cast(x: TensorLike, dtype: DType): Tensor {
  if (typeof dtype === 'object' && dtype !== null)
    throw new DTypeError(
      `cast: the dtype must be given as it is, cast(x, "float64"), got ${describeValue(dtype)}`,
    )
  checkDType('cast', dtype)
  const input = toTensor('cast', x)
  return input.dtype === dtype ? identity(input) : apply(castOp, [input], { dtype })
}
