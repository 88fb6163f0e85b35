import { bytesPerElement } from '../../dtype.ts'
import { BOOL } from '../../dtype-codes.ts'
import type { Operand } from '../../operand.ts'
import { LIGHT } from '../../threads/cost.ts'
import { ELEMENTS, INNER, OUTER, ROWS } from '../../threads/cut.ts'
import { reads, type Work, writes } from '../../threads/work.ts'
import { checkOperand, functionCheck } from '../checks.ts'
import { type Encoder, instruction } from '../instruction.ts'

/** Reductions, for `Program.reduce`; `max` and `min` also for `Program.argReduce`. */
export const Reduce = {
  sum: 0,
  max: 1,
  min: 2,
  /** bool only. */
  any: 3,
  /** bool only. */
  all: 4,
} as const
/** The names of `Reduce`. */
export type ReduceName = keyof typeof Reduce

/** The middle axis of [outer, axis, inner]. */
export interface AxisDims {
  /** How many blocks there are. */
  readonly outer: number
  /** How many places the axis has. */
  readonly axis: number
  /** How many elements stand at a place of the axis. */
  readonly inner: number
}

const checkFunction = functionCheck('reduce', Reduce)

export const reduce = instruction({
  opcode: 9,
  kernel: 'reduce/reduce',
  operands: ['fn', 'dtype', 'outer', 'axis', 'inner', 'x', 'out'],
  constants: Reduce,
  methods: {
    /** out [outer, inner] = the reduction, by a `Reduce` function, of x [outer, axis, inner] along axis. */
    reduce(this: Encoder, fn: number, x: Operand, out: Operand, dims: AxisDims): void {
      const { outer, axis, inner } = dims
      checkFunction(fn)
      checkOperand('reduce', x, x.dtype, outer * axis * inner)
      checkOperand('reduce', out, x.dtype, outer * inner)
      this.emit(reduce, [fn, x.dtype, outer, axis, inner, x.address, out.address])
    },
  },
  work: shareOf,
})

/** Parts are rows along the outer axis; or columns of the inner one where there are few rows and many columns. */
function shareOf(words: readonly number[], threads: number): Work {
  const [, dtype = 0, outer = 0, axis = 0, inner = 0, x = 0, out = 0] = words
  const cost = outer * axis * inner * LIGHT
  const bytes = bytesPerElement(dtype)
  const row = axis * inner * bytes
  if (outer < threads * ROWS && inner >= threads * ELEMENTS && dtype !== BOOL) {
    const result = outer === 1 ? writes(out, bytes, bytes) : writes(out, outer * inner * bytes)
    const regions = [reads(x, outer * row), result]
    return { slicing: INNER, size: inner, unit: ELEMENTS, regions, cost }
  }
  const regions = [reads(x, row, row), writes(out, inner * bytes, inner * bytes)]
  return { slicing: OUTER, size: outer, unit: ROWS, regions, cost }
}
