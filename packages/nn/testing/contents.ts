import type { Tensor } from '@sobolev/core'

/** What tensors hold, to be compared by `toEqual`, which does not see into a tensor. */
export const contents = (tensors: Readonly<Record<string, Tensor>>): Record<string, string> =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tensor.toString()]))
