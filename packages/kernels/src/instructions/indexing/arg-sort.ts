import { bytesPerElement } from '../../dtype.ts'
import { INT32 } from '../../dtype-codes.ts'
import type { Operand } from '../../operand.ts'
import { OUTER } from '../../threads/cut.ts'
import { reads, writes } from '../../threads/work.ts'
import { checkOperand } from '../checks.ts'
import { type Encoder, instruction } from '../instruction.ts'
import type { AxisDims } from '../reduce/reduce.ts'

/** Nanoseconds an element in one of the log₂ n passes over a line of n. */
const SORT_STEP = 3

export const argSort = instruction({
  opcode: 18,
  kernel: 'indexing/arg-sort',
  operands: ['descending', 'dtype', 'outer', 'axis', 'inner', 'x', 'out'],
  methods: {
    /** out (int32) = the places along axis of its elements in order: equals as they came, NaN above all. */
    argSort(this: Encoder, x: Operand, out: Operand, dims: AxisDims, descending: boolean): void {
      const { outer, axis, inner } = dims
      checkOperand('argSort', x, x.dtype, outer * axis * inner)
      checkOperand('argSort', out, INT32, outer * axis * inner)
      const addresses = [x.address, out.address]
      this.emit(argSort, [Number(descending), x.dtype, outer, axis, inner, ...addresses])
    },
  },
  work: ([, dtype = 0, outer = 0, axis = 0, inner = 0, x = 0, out = 0]) => {
    const row = axis * inner
    const bytes = row * bytesPerElement(dtype)
    const regions = [reads(x, bytes, bytes), writes(out, row * 4, row * 4)]
    const cost = outer * axis * inner * SORT_STEP * (32 - Math.clz32(axis))
    return { slicing: OUTER, size: outer, unit: 1, regions, cost }
  },
})
