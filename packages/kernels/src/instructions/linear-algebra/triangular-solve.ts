import type { Operand } from '../../operand.ts'
import { checkOperand } from '../checks.ts'
import { type Encoder, instruction } from '../instruction.ts'
import { factorsOf } from './lu.ts'
import { FACTOR, type MatrixDims, matrices } from './matrices.ts'

/** As many right-hand sides for each matrix, and how the matrix is read. */
export interface SolveDims extends MatrixDims {
  /** How many right-hand sides each matrix has. */
  readonly columns: number
  /** Reads the upper triangle, not the lower. */
  readonly upper?: boolean
  /** Solves with the transpose. */
  readonly transposed?: boolean
  /** Takes the diagonal for ones. */
  readonly unit?: boolean
}

const SolveFunction = {
  /** Reads a triangle of a. */
  triangle: 0,
  /** Reads what `lu` made of a. */
  factored: 1,
} as const

/** Added up in one word; of `factored` only `transposed` counts. */
const SolveFlag = { upper: 1, transposed: 2, unit: 4 } as const

export const triangularSolve = instruction({
  opcode: 20,
  kernel: 'linear-algebra/triangular-solve',
  operands: ['fn', 'dtype', 'batch', 'n', 'columns', 'flags', 'a', 'b', 'out'],
  constants: { ...SolveFunction, ...SolveFlag },
  mayStop: true,
  methods: {
    /** out [batch, n, columns] = a⁻¹ b, of a triangle of a [batch, n, n]. */
    triangularSolve(this: Encoder, a: Operand, b: Operand, out: Operand, dims: SolveDims): void {
      checkOperand('triangularSolve', a, b.dtype, dims.batch * dims.n * dims.n)
      checkSides('triangularSolve', b, out, dims)
      this.emit(triangularSolve, wordsOf(SolveFunction.triangle, a, b, out, dims))
    },

    /** out [batch, n, columns] = a⁻¹ b, by what `lu` made of a; a fault where a has no inverse. */
    luSolve(this: Encoder, factors: Operand, b: Operand, out: Operand, dims: SolveDims): void {
      checkOperand('luSolve', factors, b.dtype, dims.batch * factorsOf(dims.n))
      checkSides('luSolve', b, out, dims)
      this.emit(triangularSolve, wordsOf(SolveFunction.factored, factors, b, out, dims))
    },
  },
  work: ([fn, dtype = 0, batch = 0, n = 0, columns = 0, , a = 0, b = 0, out = 0]) => {
    const matrix = fn === SolveFunction.factored ? factorsOf(n) : n * n
    const inputs = [
      [a, matrix],
      [b, n * columns],
    ] as const
    const cost = batch * n * n * (columns + 2) * FACTOR
    return matrices(dtype, batch, inputs, [out, n * columns], cost)
  },
})

function checkSides(
  method: string,
  b: Operand,
  out: Operand,
  { batch, n, columns }: SolveDims,
): void {
  checkOperand(method, b, b.dtype, batch * n * columns)
  checkOperand(method, out, b.dtype, batch * n * columns)
}

function wordsOf(fn: number, a: Operand, b: Operand, out: Operand, dims: SolveDims): number[] {
  const { batch, n, columns, upper = false, transposed = false, unit = false } = dims
  const flags =
    Number(upper) * SolveFlag.upper +
    Number(transposed) * SolveFlag.transposed +
    Number(unit) * SolveFlag.unit
  return [fn, b.dtype, batch, n, columns, flags, a.address, b.address, out.address]
}
