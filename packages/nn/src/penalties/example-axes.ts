import type { Tensor } from '@sobolev/core'

/** All axes of [n, ...] but the first: those that belong to one example. */
export const exampleAxes = ({ shape }: Tensor): number[] => shape.map((_, axis) => axis).slice(1)
