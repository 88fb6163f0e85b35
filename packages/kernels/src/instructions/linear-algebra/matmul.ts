import { bytesPerElement } from '../../dtype.ts'
import type { Operand } from '../../operand.ts'
import { BATCH, ELEMENTS, INNER, OUTER, ROWS } from '../../threads/cut.ts'
import { reads, type Work, writes } from '../../threads/work.ts'
import { checkOperand, checkWithin } from '../checks.ts'
import { type Encoder, instruction } from '../instruction.ts'

/** op(A) is m×k, op(B) k×n; strides from one matrix of the batch to the next, 0 to share it. */
export interface MatmulDims {
  /** How many products there are. */
  readonly batch: number
  /** Rows of op(A) and of the product. */
  readonly m: number
  /** Columns of op(B) and of the product. */
  readonly n: number
  /** Columns of op(A), rows of op(B): what is summed over. */
  readonly k: number
  /** Whether A is read as its transpose. */
  readonly transposeA: boolean
  /** Whether B is read as its transpose. */
  readonly transposeB: boolean
  /** Elements from one A to the next, 0 to share it. */
  readonly strideA: number
  /** Elements from one B to the next, 0 to share it. */
  readonly strideB: number
}

/** Nanoseconds. */
const MULTIPLY_ADD = 0.05

export const matmul = instruction({
  opcode: 11,
  kernel: 'linear-algebra/matmul/matmul',
  operands: [
    ...['dtype', 'batch', 'm', 'n', 'k', 'transposeA', 'transposeB'],
    ...['a', 'b', 'out', 'strideA', 'strideB'],
  ],
  methods: {
    /** out [batch, m, n] = op(a) · op(b). */
    matmul(this: Encoder, a: Operand, b: Operand, out: Operand, dims: MatmulDims): void {
      const { batch, m, n, k, transposeA, transposeB, strideA, strideB } = dims
      const reach = (stride: number, size: number): [number, number] => {
        const last = (batch - 1) * stride
        return [Math.min(0, last), Math.max(0, last) + size - 1]
      }
      if (batch > 0 && m * k > 0) checkWithin('matmul: a', a, 0, reach(strideA, m * k))
      if (batch > 0 && k * n > 0) checkWithin('matmul: b', b, 0, reach(strideB, k * n))
      checkOperand('matmul', b, a.dtype, b.size)
      checkOperand('matmul', out, a.dtype, batch * m * n)
      this.emit(matmul, [
        ...[a.dtype, batch, m, n, k, Number(transposeA), Number(transposeB)],
        ...[a.address, b.address, out.address, strideA, strideB],
      ])
    },
  },
  work: shareOf,
})

/** Parts are whole products, or rows, or columns where there are more of them. */
function shareOf(words: readonly number[], threads: number): Work {
  const [dtype = 0, count = 0, height = 0, n = 0, k = 0, transposeA = 0, , a = 0, b = 0] = words
  const [, , , , , , , , , out = 0, strideA = 0, strideB = 0] = words
  const cost = count * height * n * k * MULTIPLY_ADD
  const bytes = bytesPerElement(dtype)
  // As the machine does: rows that meet the same B are one tall product.
  const tall = strideB === 0 && transposeA === 0 && strideA === height * k
  const [batch, m] = tall ? [1, height * count] : [count, height]
  const [sizeA, sizeB, product] = [m * k, k * n, m * n]
  const span = (stride: number, size: number): number =>
    Math.max(0, (batch - 1) * stride + size) * bytes
  if (batch >= threads) {
    const regions = [
      reads(a, sizeA * bytes, strideA * bytes),
      reads(b, sizeB * bytes, strideB * bytes),
      writes(out, product * bytes, product * bytes),
    ]
    return { slicing: BATCH, size: batch, unit: 1, regions, cost }
  }
  const wholeA = reads(a, span(strideA, sizeA))
  const wholeB = reads(b, span(strideB, sizeB))
  const wholeOut = writes(out, batch * product * bytes)
  if (m >= n || m >= 2 * threads * ROWS) {
    const rowsOfA = batch === 1 && transposeA === 0
    const regions = [
      rowsOfA ? reads(a, k * bytes, k * bytes) : wholeA,
      wholeB,
      batch === 1 ? writes(out, n * bytes, n * bytes) : wholeOut,
    ]
    return { slicing: OUTER, size: m, unit: ROWS, regions, cost }
  }
  const result = batch === 1 && m === 1 ? writes(out, bytes, bytes) : wholeOut
  return { slicing: INNER, size: n, unit: ELEMENTS, regions: [wholeA, wholeB, result], cost }
}
