import { concat, ShapeError, type Tensor } from '@sobolev/core'
import type { Evaluation } from '../evaluation/evaluation.ts'

/**
 * The axes along which elements of inputs are neighbours: 1 of series [n, length], 2 and on of [n, channels, ...sizes].
 * Throws a ShapeError for sequences of steps with features, which have the shape of series with channels, and are known by the layout alone.
 */
export function spatialAxes(
  penalty: string,
  { rank, shape }: Tensor,
  { layout }: Pick<Evaluation, 'layout'>,
): number[] {
  if (layout.features !== undefined)
    throw new ShapeError(
      `${penalty}: inputs must be images or series, [n, channels, ...sizes] or [n, length], got sequences of steps, [${shape.join(', ')}]`,
    )
  return rank <= 2 ? [1] : Array.from({ length: rank - 2 }, (_, axis) => axis + 2)
}

/** What each element but the last along an axis is below the next one. */
export const steps = (x: Tensor, axis: number): Tensor =>
  part(x, axis, { start: 1 }).sub(part(x, axis, { stop: -1 }))

/** The slope along an axis at each element: half of what is between its neighbours, the element itself standing for one beyond the edge. */
export function slopesAlong(x: Tensor, axis: number): Tensor {
  const before = concat([part(x, axis, { stop: 1 }), part(x, axis, { stop: -1 })], axis)
  const after = concat([part(x, axis, { start: 1 }), part(x, axis, { start: -1 })], axis)
  return after.sub(before).div(2)
}

const part = (x: Tensor, axis: number, piece: { start?: number; stop?: number }): Tensor =>
  x.slice(x.shape.map((_, other) => (other === axis ? piece : {})))
