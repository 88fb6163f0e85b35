import * as op from '../../opcodes.generated'
import { address, slicing, word } from '../../machine/instruction'
import { matmul32, matmul64 } from './batched'

/** dtype, batch, m, n, k, transposeA, transposeB, a, b, out, strideA, strideB */
export function matmul(instruction: usize): i32 {
  const batch = word(instruction, 3)
  const m = word(instruction, 4)
  const n = word(instruction, 5)
  const k = word(instruction, 6)
  const transposeA = word(instruction, 7)
  const transposeB = word(instruction, 8)
  const a = address(instruction, 9)
  const b = address(instruction, 10)
  const out = address(instruction, 11)
  const strideA = word(instruction, 12)
  const strideB = word(instruction, 13)
  switch (word(instruction, 2)) {
    case op.FLOAT32:
      matmul32(slicing(instruction), batch, m, n, k, transposeA, transposeB, a, b, out, strideA, strideB)
      return 0
    case op.FLOAT64:
      matmul64(slicing(instruction), batch, m, n, k, transposeA, transposeB, a, b, out, strideA, strideB)
      return 0
    default:
      return op.FAULT_OPCODE
  }
}
