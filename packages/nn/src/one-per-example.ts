import type { Tensor } from '@sobolev/core'

/** The shape of one number for each example of `x`, [n, ...], which broadcasts to it: [n, 1, ...]. */
export const onePerExample = ({ shape }: Tensor): number[] =>
  shape.map((length, axis) => (axis === 0 ? length : 1))
