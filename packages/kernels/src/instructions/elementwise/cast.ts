import type { Operand } from '../../operand.ts'
import { LIGHT } from '../../threads/cost.ts'
import { elementwise } from '../../threads/work.ts'
import { checkOperand } from '../checks.ts'
import { type Encoder, instruction } from '../instruction.ts'

export const cast = instruction({
  opcode: 5,
  kernel: 'elementwise/cast',
  operands: ['from', 'to', 'n', 'x', 'out'],
  methods: {
    /** out = x in out's element type: to int32 truncates and saturates, NaN becomes 0; to bool is x ≠ 0. */
    cast(this: Encoder, x: Operand, out: Operand): void {
      checkOperand('cast', out, out.dtype, x.size)
      this.emit(cast, [x.dtype, out.dtype, x.size, x.address, out.address])
    },
  },
  work: ([from = 0, to = 0, n = 0, x = 0, out = 0]) =>
    elementwise(n, [[x, from]], [out, to], n * LIGHT),
})
