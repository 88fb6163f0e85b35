import { BOOL } from '../../dtype-codes.ts'
import type { Operand } from '../../operand.ts'
import { LIGHT } from '../../threads/cost.ts'
import { elementwise } from '../../threads/work.ts'
import { checkOperand, checkSame, functionCheck } from '../checks.ts'
import { type Encoder, instruction } from '../instruction.ts'

/** Comparisons, for `Program.compare`. */
export const Compare = {
  equal: 0,
  notEqual: 1,
  less: 2,
  lessEqual: 3,
  greater: 4,
  greaterEqual: 5,
} as const
/** The names of `Compare`. */
export type CompareName = keyof typeof Compare

const checkFunction = functionCheck('compare', Compare)

export const compare = instruction({
  opcode: 3,
  kernel: 'elementwise/compare',
  operands: ['fn', 'dtype', 'n', 'a', 'b', 'out'],
  constants: Compare,
  methods: {
    /** out (bool) = a fn b, of a `Compare` function. */
    compare(this: Encoder, fn: number, a: Operand, b: Operand, out: Operand): void {
      checkFunction(fn)
      checkSame('compare', a, b)
      checkOperand('compare', out, BOOL, a.size)
      this.emit(compare, [fn, a.dtype, a.size, a.address, b.address, out.address])
    },
  },
  work: ([, dtype = 0, n = 0, a = 0, b = 0, out = 0]) => {
    const inputs = [
      [a, dtype],
      [b, dtype],
    ] as const
    return elementwise(n, inputs, [out, BOOL], n * LIGHT)
  },
})
