/** A block of linear memory that holds a tensor's elements in row-major order. */
export interface Operand {
  /** Byte offset in the machine's memory, a multiple of 16. */
  readonly address: number
  /** A `DTypeCode`. */
  readonly dtype: number
  /** Number of elements. */
  readonly size: number
}
