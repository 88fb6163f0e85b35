import type { Nested, Tensor } from '@sobolev/core'

/** What tensors hold, to be compared by `toEqual`, which does not see into a tensor. */
export const contents = (
  tensors: Readonly<Record<string, Tensor>>,
): Record<string, { dtype: string; values: Nested }> =>
  Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [
      name,
      { dtype: tensor.dtype, values: tensor.toArray() },
    ]),
  )
