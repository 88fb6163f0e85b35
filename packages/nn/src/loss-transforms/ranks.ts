import { argsort, type Tensor } from '@sobolev/core'

/** How many losses [n] are larger than each, int32 [n]; of equal ones the first counts as larger. */
export const ranksOf = (losses: Tensor): Tensor => argsort(argsort(losses.neg()))

/** How many examples of n a share is, at least one. */
export const countOf = (share: number, n: number): number =>
  // 0.1 of 30 is 3.0000000000000004.
  Math.max(1, Math.ceil(share * n - 1e-9))
