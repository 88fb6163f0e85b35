import type { Operand } from '../../operand.ts'
import { checkOperand } from '../checks.ts'
import { type Encoder, instruction } from '../instruction.ts'
import { FACTOR, type MatrixDims, matrices } from './matrices.ts'

/**
 * The elements that `lu` makes of an n × n matrix: n² factors, n rows that were exchanged with rows 0, 1, …, the
 * determinant's sign, the determinant.
 */
export const factorsOf = (n: number): number => n * n + n + 2

export const lu = instruction({
  opcode: 21,
  kernel: 'linear-algebra/lu',
  operands: ['dtype', 'batch', 'n', 'x', 'out'],
  methods: {
    /** out [batch, n² + n + 2] = what `luSolve` reads, then the sign of the determinant of a, then the determinant. */
    lu(this: Encoder, a: Operand, out: Operand, { batch, n }: MatrixDims): void {
      checkOperand('lu', a, a.dtype, batch * n * n)
      checkOperand('lu', out, a.dtype, batch * factorsOf(n))
      this.emit(lu, [a.dtype, batch, n, a.address, out.address])
    },
  },
  work: ([dtype = 0, batch = 0, n = 0, x = 0, out = 0]) => {
    const cost = batch * n * n * (n / 1.5 + 10) * FACTOR
    return matrices(dtype, batch, [[x, n * n]], [out, factorsOf(n)], cost)
  },
})
