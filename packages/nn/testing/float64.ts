import { type Nested, type Tensor, tensor } from '@sobolev/core'

/** A float64 tensor. */
export const float64 = (values: Nested): Tensor => tensor(values, { dtype: 'float64' })

/** An int32 tensor. */
export const int32 = (values: Nested): Tensor => tensor(values, { dtype: 'int32' })
