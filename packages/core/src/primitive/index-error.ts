import type { TypedArray } from '../tensor/dtype.ts'

/** What an operation throws that met an index outside of the axis it counts, with the range of all of them. */
export function indexError(operation: string, indices: TypedArray): RangeError {
  const sorted = Int32Array.from(indices).sort()
  return new RangeError(
    `${operation}: an index lies outside of the axis it counts, got indices from ${sorted.at(0)} to ${sorted.at(-1)}`,
  )
}
