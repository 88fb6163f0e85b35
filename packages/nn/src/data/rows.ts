import {
  describeValue,
  gather,
  isWatched,
  type MapTree,
  mapTree,
  ShapeError,
  Tensor,
  type TypedArray,
  tensor as tensorOf,
  treeEntries,
  withOperationName,
} from '@sobolev/core'

/**
 * How many rows the tensors of a nesting have, which is one number.
 *
 * @throws ShapeError naming a scalar, or one that has other rows; TypeError for what is no nesting of tensors, or holds none
 */
export function countRows(operation: string, data: unknown): number {
  const entries = withOperationName(operation, () => treeEntries(data))
  const [first] = entries
  if (!first) throw new TypeError(`${operation}: must be given tensors, got ${describeValue(data)}`)
  const [rows] = first[1].shape
  for (const [path, { shape }] of entries) {
    const place = path && ` at ${path}`
    if (shape[0] === undefined)
      throw new ShapeError(`${operation}: tensors must be [rows, ...], got a scalar${place}`)
    if (shape[0] !== rows)
      throw new ShapeError(
        `${operation}: tensors must have as many rows each, got ${rows} at ${first[0]} and ${shape[0]}${place}`,
      )
  }
  return rows ?? 0
}

/**
 * Some rows of all tensors in a nesting, in the order of the numbers given: `[rows, ...]` → `[n, ...]`. It has derivatives
 * by the data; in a function that is compiled, or mapped by `vmap`, take `gather`.
 *
 * ```ts
 * const few = takeRows({ inputs, targets }, [0, 2, 2])
 * ```
 *
 * @throws ShapeError unless all have as many rows, RangeError for a row that there is not
 * @see jnp.take, torch.index_select, tf.gather
 */
export function takeRows<T>(data: T, rows: ArrayLike<number>): MapTree<T, Tensor> {
  const count = countRows('takeRows', data)
  if (rows instanceof Tensor || !Number.isInteger(rows?.length))
    throw new TypeError(
      `takeRows: rows must be a list of numbers, such as [0, 2] or the data of a tensor, got ${describeValue(rows)}`,
    )
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] ?? -1
    if (!Number.isInteger(row) || row < 0 || row >= count)
      throw new RangeError(
        `takeRows: a row must be a whole number from 0 to ${count - 1}, got ${describeValue(rows[index])}`,
      )
  }
  return copyRows(data, rows)
}

/** `takeRows` without checks. */
export const copyRows = <T>(data: T, rows: ArrayLike<number>): MapTree<T, Tensor> =>
  mapTree(
    (tensor) =>
      isWatched(tensor) ? gather(tensor, tensorOf(Int32Array.from(rows))) : rowsOf(tensor, rows),
    data,
  )

/** Up to so many numbers a row is copied faster one by one. */
const shortRow = 64

function rowsOf({ shape: [, ...inner], dtype, data }: Tensor, rows: ArrayLike<number>): Tensor {
  const width = inner.reduce((size, length) => size * length, 1)
  const copy = emptyLike(data, rows.length * width)
  for (let index = 0; index < rows.length; index++) {
    const first = (rows[index] ?? 0) * width
    if (width > shortRow) copy.set(data.subarray(first, first + width), index * width)
    else for (let j = 0; j < width; j++) copy[index * width + j] = data[first + j] ?? 0
  }
  return new Tensor([rows.length, ...inner], dtype, copy)
}

function emptyLike(data: TypedArray, length: number): TypedArray {
  if (data instanceof Float32Array) return new Float32Array(length)
  if (data instanceof Float64Array) return new Float64Array(length)
  if (data instanceof Int32Array) return new Int32Array(length)
  return new Uint8Array(length)
}
