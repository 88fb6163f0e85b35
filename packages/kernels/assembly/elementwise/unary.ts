import * as op from '../opcodes.generated'
import { ELEMENTS } from '../../src/threads/cut'
import { address, width, word } from '../machine/instruction'
import { mapEach } from './map'
import { partEnd, partStart } from '../machine/part'
import { unaryFloat32 } from './unary-float32'
import { unaryFloat64 } from './unary-float64'
import { unaryInt32 } from './unary-int32'

class LogicalNot {
  @inline of(x: u8): u8 { return x ^ 1 }
}

/** fn, dtype, n, x, out */
export function unary(instruction: usize): i32 {
  const fn = word(instruction, 2)
  const dtype = word(instruction, 3)
  const first = partStart(address(instruction, 4), ELEMENTS)
  const n = partEnd(address(instruction, 4), ELEMENTS) - first
  const x = address(instruction, 5) + first * width(dtype)
  const out = address(instruction, 6) + first * width(dtype)
  switch (dtype) {
    case op.FLOAT32:
      return unaryFloat32(fn, n, x, out)
    case op.FLOAT64:
      return unaryFloat64(fn, n, x, out)
    case op.INT32:
      return unaryInt32(fn, n, x, out)
    default:
      if (fn != op.LOGICAL_NOT) return op.FAULT_OPCODE
      mapEach<u8, LogicalNot>(n, x, out)
      return 0
  }
}
