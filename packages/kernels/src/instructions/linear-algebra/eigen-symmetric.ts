import type { Operand } from '../../operand.ts'
import { checkOperand } from '../checks.ts'
import { type Encoder, instruction } from '../instruction.ts'
import { type MatrixDims, matrices } from './matrices.ts'

/** Nanoseconds of an element of a row in all rotations. */
const ROTATIONS = 10

export const eigenSymmetric = instruction({
  opcode: 22,
  kernel: 'linear-algebra/eigen-symmetric',
  operands: ['dtype', 'batch', 'n', 'x', 'out'],
  methods: {
    /** out [batch, 2, n, n]: the eigenvalues of a, symmetric, ascending in the first row, and from [1] on one eigenvector a row. */
    eigenSymmetric(this: Encoder, a: Operand, out: Operand, { batch, n }: MatrixDims): void {
      checkOperand('eigenSymmetric', a, a.dtype, batch * n * n)
      checkOperand('eigenSymmetric', out, a.dtype, batch * 2 * n * n)
      this.emit(eigenSymmetric, [a.dtype, batch, n, a.address, out.address])
    },
  },
  work: ([dtype = 0, batch = 0, n = 0, x = 0, out = 0]) => {
    const cost = batch * n * n * (n + 4) * ROTATIONS
    return matrices(dtype, batch, [[x, n * n]], [out, 2 * n * n], cost)
  },
})
