// How instructions are cut into parts, one for each thread. Both compilers read this file: what the module
// computes is what the barriers of a program were placed for.

/** Where a thread's part of `size` begins, in whole units; it ends where the next thread's begins. */
export function cut(size: number, unit: number, thread: number, threads: number): number {
  const units = Math.ceil(size / unit)
  return Math.min(size, Math.floor((units * thread) / threads) * unit)
}

/** Elements, and columns of a matrix, that stay in one thread: a cache line of float32. */
export const ELEMENTS = 16
/** Rows that stay in one thread: the height of a tile of the matrix product. */
export const ROWS = 4

// Bits 8 and 9 of an instruction's first word, beside its opcode, say what its parts are. Where both are 0, one
// thread computes all of it.
/** Elements, rows, blocks along the first axis, or whole matrices. */
export const OUTER = 256
/** Columns, elements along the last axis, or indices. */
export const INNER = 512
/** Whole products of a batch. */
export const BATCH = 768

/**
 * The bits above them say, times this, which thread alone an instruction is for, counted from 1. Where they are 0 the first
 * thread computes what has no parts, and all go through loops.
 */
export const THREAD = 1024
