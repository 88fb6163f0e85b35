/**
 * Where a thread's part of `size` begins, in whole units; the next thread's beginning is its end. Both
 * compilers read this: what the machine computes is what the program's barriers were placed for.
 */
export function cut(size: number, unit: number, thread: number, threads: number): number {
  const units = Math.ceil(size / unit)
  return Math.min(size, Math.floor((units * thread) / threads) * unit)
}

/** Elements, and columns of a matrix, that stay in one thread: a cache line of float32. */
export const ELEMENTS = 16
/** Rows that stay in one thread: the height of a tile of the matrix product. */
export const ROWS = 4
