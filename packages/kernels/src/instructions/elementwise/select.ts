import { BOOL } from '../../dtype-codes.ts'
import type { Operand } from '../../operand.ts'
import { LIGHT } from '../../threads/cost.ts'
import { elementwise } from '../../threads/work.ts'
import { checkOperand, checkSame } from '../checks.ts'
import { type Encoder, instruction } from '../instruction.ts'

export const select = instruction({
  opcode: 4,
  kernel: 'elementwise/select',
  operands: ['dtype', 'n', 'condition', 'a', 'b', 'out'],
  methods: {
    /** out = condition (bool) ? a : b. */
    select(this: Encoder, condition: Operand, a: Operand, b: Operand, out: Operand): void {
      checkSame('select', a, b)
      checkSame('select', a, out)
      checkOperand('select', condition, BOOL, a.size)
      const { dtype, size, address } = a
      this.emit(select, [dtype, size, condition.address, address, b.address, out.address])
    },
  },
  work: ([dtype = 0, n = 0, condition = 0, a = 0, b = 0, out = 0]) => {
    const inputs = [
      [condition, BOOL],
      [a, dtype],
      [b, dtype],
    ] as const
    return elementwise(n, inputs, [out, dtype], n * LIGHT)
  },
})
