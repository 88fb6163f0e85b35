import * as op from '../../../src/opcodes'
import { address, slicing, word } from '../../machine/instruction'
import { matmul32, matmul64 } from './batched'

/** dtype, batch, m, n, k, transposeA, transposeB, a, b, out, strideA, strideB */
export function multiply(at: usize): i32 {
  const batch = word(at, 3)
  const m = word(at, 4)
  const n = word(at, 5)
  const k = word(at, 6)
  const transposeA = word(at, 7)
  const transposeB = word(at, 8)
  const a = address(at, 9)
  const b = address(at, 10)
  const out = address(at, 11)
  const strideA = word(at, 12)
  const strideB = word(at, 13)
  switch (word(at, 2)) {
    case op.FLOAT32:
      matmul32(slicing(at), batch, m, n, k, transposeA, transposeB, a, b, out, strideA, strideB)
      return 0
    case op.FLOAT64:
      matmul64(slicing(at), batch, m, n, k, transposeA, transposeB, a, b, out, strideA, strideB)
      return 0
    default:
      return op.FAULT_OPCODE
  }
}
