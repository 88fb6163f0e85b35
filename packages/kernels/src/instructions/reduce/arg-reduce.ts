import { bytesPerElement } from '../../dtype.ts'
import { INT32 } from '../../dtype-codes.ts'
import type { Operand } from '../../operand.ts'
import { LIGHT } from '../../threads/cost.ts'
import { OUTER, ROWS } from '../../threads/cut.ts'
import { reads, writes } from '../../threads/work.ts'
import { checkOperand, functionCheck } from '../checks.ts'
import { type Encoder, instruction } from '../instruction.ts'
import { type AxisDims, Reduce } from './reduce.ts'

const checkFunction = functionCheck('argReduce', { max: Reduce.max, min: Reduce.min })

export const argReduce = instruction({
  opcode: 10,
  kernel: 'reduce/arg-reduce',
  operands: ['fn', 'dtype', 'outer', 'axis', 'inner', 'x', 'out'],
  methods: {
    /** out (int32) = where along axis the extreme stands: the first of equals, the first NaN before all. */
    argReduce(this: Encoder, fn: number, x: Operand, out: Operand, dims: AxisDims): void {
      const { outer, axis, inner } = dims
      checkFunction(fn)
      checkOperand('argReduce', x, x.dtype, outer * axis * inner)
      checkOperand('argReduce', out, INT32, outer * inner)
      this.emit(argReduce, [fn, x.dtype, outer, axis, inner, x.address, out.address])
    },
  },
  work: ([, dtype = 0, outer = 0, axis = 0, inner = 0, x = 0, out = 0]) => {
    const row = axis * inner * bytesPerElement(dtype)
    const regions = [reads(x, row, row), writes(out, inner * 4, inner * 4)]
    const cost = outer * axis * inner * LIGHT
    return { slicing: OUTER, size: outer, unit: ROWS, regions, cost }
  },
})
