import { BinaryFunction } from '@sobolev/kernels'
import { apply } from '../../primitive/apply.ts'
import { primitive, type Unary } from '../../primitive/primitive.ts'
import { unaryBatchRule } from '../../tensor/batching.ts'
import { type TensorLike, toFloat } from '../../tensor/convert.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { mul } from './arithmetic.ts'
import { square } from './elementwise.ts'

export const cubeOp = primitive<Unary>({
  name: 'cube',
  elementwise: true,
  shape: ([x]) => x.shape,
  batch: unaryBatchRule,
  // Not `inPlace`: x is read again after the output was written.
  lower: (program, [x], out) => {
    program.binary(BinaryFunction.multiply, x, x, out)
    program.binary(BinaryFunction.multiply, out, x, out)
  },
  vjp: [(g, [x]) => mul(g, mul(square(x), 3))],
})

/** x³ = x · x · x, element by element: any shape, the shape and dtype of `x` come back. Floats. */
export const cube = (x: TensorLike): Tensor => apply(cubeOp, [toFloat('cube', x)], null)
