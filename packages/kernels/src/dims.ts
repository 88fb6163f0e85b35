/** The sizes that an instruction is given besides its operands. */

/** The middle axis of [outer, axis, inner]. */
export interface AxisDims {
  readonly outer: number
  readonly axis: number
  readonly inner: number
}

/** `count` indices along the middle axis of [outer, axis, inner]. */
export interface GatherDims extends AxisDims {
  readonly count: number
  /** Each of the outer blocks has indices of its own: outer × count in all. */
  readonly own?: boolean
}

/** Strided pieces of `parts` blocks of `length` elements: row-major in `sizes` where they stand by themselves. */
export interface WindowsView {
  readonly parts: number
  readonly length: number
  readonly sizes: readonly number[]
  /** Elements within a block from one piece to the next. */
  readonly strides: readonly number[]
}

/** Matrices of a batch, each n × n. */
export interface MatrixDims {
  readonly batch: number
  readonly n: number
}

/** As many right-hand sides a matrix, and how the matrix is read. */
export interface SolveDims extends MatrixDims {
  readonly columns: number
  /** Reads the upper triangle, not the lower. */
  readonly upper?: boolean
  readonly transposed?: boolean
  /** Takes the diagonal for ones. */
  readonly unit?: boolean
}

/** op(A) is m×k, op(B) k×n; strides from one matrix of the batch to the next, 0 to share it. */
export interface MatmulDims {
  readonly batch: number
  readonly m: number
  readonly n: number
  readonly k: number
  readonly transposeA: boolean
  readonly transposeB: boolean
  readonly strideA: number
  readonly strideB: number
}
