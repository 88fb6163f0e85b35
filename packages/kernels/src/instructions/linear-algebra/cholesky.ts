import type { Operand } from '../../operand.ts'
import { checkOperand } from '../checks.ts'
import { type Encoder, instruction } from '../instruction.ts'
import { FACTOR, type MatrixDims, matrices } from './matrices.ts'

export const cholesky = instruction({
  opcode: 19,
  kernel: 'linear-algebra/cholesky',
  operands: ['dtype', 'batch', 'n', 'x', 'out'],
  mayStop: true,
  methods: {
    /** out [batch, n, n] = L, lower triangular, of a = L Lᵀ, whose lower triangle alone is read. */
    cholesky(this: Encoder, a: Operand, out: Operand, { batch, n }: MatrixDims): void {
      checkOperand('cholesky', a, a.dtype, batch * n * n)
      checkOperand('cholesky', out, a.dtype, batch * n * n)
      this.emit(cholesky, [a.dtype, batch, n, a.address, out.address])
    },
  },
  work: ([dtype = 0, batch = 0, n = 0, x = 0, out = 0]) => {
    const cost = batch * n * n * (n / 3 + 10) * FACTOR
    return matrices(dtype, batch, [[x, n * n]], [out, n * n], cost)
  },
})
