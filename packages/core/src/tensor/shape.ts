import { describeValue } from '../errors/describe-value.ts'
import { ShapeError } from '../errors/errors.ts'

/** Sizes by axis; `[]` is a scalar. */
export type Shape = readonly number[]

export const sizeOf = (shape: Shape): number => shape.reduce((size, length) => size * length, 1)

export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((length, axis) => length === b[axis])

export const showShape = (shape: Shape): string => `[${shape.join(', ')}]`

/** The distance in elements from one index to the next along each axis of a row-major tensor. */
export function stridesOf(shape: Shape): number[] {
  const strides = shape.map(() => 1)
  for (let axis = shape.length - 2; axis >= 0; axis--)
    strides[axis] = (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1)
  return strides
}

/** Counts an axis from the front: −1 is the last. Throws a ShapeError outside of the rank. */
export function normalizeAxis(operation: string, axis: number, rank: number): number {
  if (rank === 0)
    throw new ShapeError(`${operation}: needs an axis, but a scalar has none; got axis ${axis}`)
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank)
    throw new ShapeError(
      `${operation}: axis must be an integer from ${-rank} to ${rank - 1}, got ${describeValue(axis)}${typeof axis === 'object' && axis !== null ? '; write it without a name' : ''}`,
    )
  return axis < 0 ? axis + rank : axis
}

/** Sorted axes, each once; all of them where `axes` is undefined. */
export function normalizeAxes(
  operation: string,
  axes: number | readonly number[] | undefined,
  rank: number,
): number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, axis) => axis)
  const list = typeof axes === 'number' ? [axes] : axes
  if (!Array.isArray(list))
    throw new TypeError(
      `${operation}: axes must be a number or an array of numbers, got ${describeValue(axes)}${typeof axes === 'object' && axes !== null ? '; write them without a name, such as [0, 1]' : ''}`,
    )
  const sorted = list.map((axis) => normalizeAxis(operation, axis, rank)).sort((a, b) => a - b)
  if (new Set(sorted).size < sorted.length)
    throw new ShapeError(`${operation}: each axis may stand once, got [${list.join(', ')}]`)
  return sorted
}

/** Sizes before, in and after neighbouring axes, `from` included and `to` not. */
export const splitAt = (
  shape: Shape,
  from: number,
  to: number = from + 1,
): { outer: number; axis: number; inner: number } => ({
  outer: sizeOf(shape.slice(0, from)),
  axis: sizeOf(shape.slice(from, to)),
  inner: sizeOf(shape.slice(to)),
})

/** The shape that both shapes broadcast to (NumPy's rule). Throws a ShapeError where none is. */
export function broadcastShapes(operation: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, axis) => {
    const m = a[axis - rank + a.length] ?? 1
    const n = b[axis - rank + b.length] ?? 1
    if (m !== n && m !== 1 && n !== 1)
      throw new ShapeError(
        `${operation}: shapes must be equal or broadcast, got ${showShape(a)} and ${showShape(b)}`,
      )
    return m === 1 ? n : m
  })
}

/** Throws a TypeError unless `list` is an array, which JavaScript callers may get wrong; `what` names it in the error. */
export function checkArray(
  operation: string,
  what: string,
  list: readonly unknown[],
  example = '[2, 3]',
): void {
  if (!Array.isArray(list))
    throw new TypeError(
      `${operation}: ${what} must be an array such as ${example}, got ${describeValue(list)}`,
    )
}

/** Throws a ShapeError unless every length is a whole number from 0, a TypeError for what is no array. */
export function checkShape(operation: string, shape: Shape): void {
  checkArray(operation, 'the shape', shape)
  if (!shape.every((length) => Number.isSafeInteger(length) && length >= 0))
    throw new ShapeError(
      `${operation}: lengths must be whole numbers from 0, got [${shape.map(describeValue).join(', ')}]`,
    )
}
