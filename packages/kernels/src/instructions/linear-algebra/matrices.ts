import { bytesPerElement } from '../../dtype.ts'
import { OUTER } from '../../threads/cut.ts'
import { reads, type Work, writes } from '../../threads/work.ts'

/** Matrices of a batch, each n × n. */
export interface MatrixDims {
  /** How many matrices there are. */
  readonly batch: number
  /** Rows and columns of each. */
  readonly n: number
}

/** Nanoseconds of a multiplication with a subtraction, within a factorisation. */
export const FACTOR = 0.3

type Block = readonly [address: number, elements: number]

/** The work of a batch whose parts are whole matrices, each with as many elements in every operand. */
export function matrices(
  dtype: number,
  batch: number,
  inputs: readonly Block[],
  [out, results]: Block,
  cost: number,
): Work {
  const bytes = bytesPerElement(dtype)
  const regions = [
    ...inputs.map(([address, elements]) => reads(address, elements * bytes, elements * bytes)),
    writes(out, results * bytes, results * bytes),
  ]
  return { slicing: batch > 1 ? OUTER : 0, size: batch, unit: 1, regions, cost }
}
