/** All weights that are trained, or a change of them, as float64 numbers one after the other. */
export type Vector = Float64Array

/** Σ aᵢ bᵢ, in the order of the elements. */
export function dot(a: Vector, b: Vector): number {
  let sum = 0
  for (let index = 0; index < a.length; index++) sum += (a[index] ?? 0) * (b[index] ?? 0)
  return sum
}

/** x + factor · direction. */
export const along = (x: Vector, factor: number, direction: Vector): Vector =>
  x.map((value, index) => value + factor * (direction[index] ?? 0))

/** a − b. */
export const difference = (a: Vector, b: Vector): Vector => along(a, -1, b)

/** factor · x. */
export const scaled = (factor: number, x: Vector): Vector => x.map((value) => factor * value)

/** max |xᵢ|; NaN where one is. */
export const largest = (x: Vector): number =>
  x.reduce((most, value) => Math.max(most, Math.abs(value)), 0)

/** Σ |xᵢ|. */
export const sumOfMagnitudes = (x: Vector): number =>
  x.reduce((sum, value) => sum + Math.abs(value), 0)
