import { withOperationName } from '../../errors/with-operation-name.ts'
import { type TensorLike, toTensor } from '../../tensor/convert.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { sub } from './arithmetic.ts'
import { equal, notEqual } from './compare.ts'

/** True where `x` is not a number. */
export function notANumber(x: TensorLike): Tensor {
  const input = toTensor('isNaN', x)
  return notEqual(input, input)
}

/** True where `x` is neither infinite nor NaN. */
export function finite(x: TensorLike): Tensor {
  const input = toTensor('isFinite', x)
  // x − x is 0 if x is finite, else NaN.
  return withOperationName('isFinite', () => equal(sub(input, input), 0))
}
