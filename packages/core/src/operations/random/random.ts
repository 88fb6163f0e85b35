import { Random } from '@sobolev/kernels'
import { apply } from '../../primitive/apply.ts'
import { type Primitive, primitive, type Unary } from '../../primitive/primitive.ts'
import type { DType } from '../../tensor/dtype.ts'
import type { Shape } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { zeros } from '../layout/constant.ts'
import { sequentialBatchRule } from '../layout/sequential-batch-rule.ts'

interface Draw {
  readonly shape: Shape
  readonly dtype: DType
}

const draw = (name: string, fn: number): Primitive<Unary, Draw> =>
  primitive<Unary, Draw>({
    name,
    shape: (_, { shape }) => shape,
    dtype: (_, { dtype }) => dtype,
    // Keys of many examples stand one after the other; each draws as much.
    batch: ([key], { shape, dtype }, applyBatched, size) =>
      size === 0
        ? zeros([0, ...shape], { dtype })
        : applyBatched([key.tensor], { shape: [size, ...shape], dtype }),
    lower: (program, [key], out) => program.random(fn, key, out, key.size / 2),
    vjp: [null],
  })

export const randomUniformOp = draw('randomUniform', Random.uniform)
export const randomNormalOp = draw('randomNormal', Random.normal)

export const deriveKeyOp = primitive<readonly [key: Tensor, data: Tensor]>({
  name: 'deriveKey',
  shape: ([key]) => key.shape,
  batch: ([key, data], attributes, applyBatched, size) =>
    key.mapped && !data.mapped
      ? applyBatched([key.tensor, data.tensor], attributes)
      : sequentialBatchRule([key, data], attributes, applyBatched, size),
  lower: (program, [key, data], out) => program.deriveKey(key, data, out, key.size / 2),
  vjp: [null, null],
})

export const sample = (
  op: Primitive<Unary, Draw>,
  key: Tensor,
  shape: Shape,
  dtype: DType,
): Tensor => apply(op, [key], { shape: [...shape], dtype })

export const deriveKey = (key: Tensor, data: Tensor): Tensor =>
  apply(deriveKeyOp, [key, data], null)
