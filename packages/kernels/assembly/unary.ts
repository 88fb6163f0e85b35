import * as op from '../src/opcodes'
import { address, word } from './instruction'
import { mapEach } from './map'
import { unaryFloat32 } from './unary-float32'
import { unaryFloat64 } from './unary-float64'
import { unaryInt32 } from './unary-int32'

class LogicalNot {
  @inline of(x: u8): u8 { return x ^ 1 }
}

/** fn, dtype, n, x, out */
export function unary(at: usize): i32 {
  const fn = word(at, 2)
  const n = address(at, 4)
  const x = address(at, 5)
  const out = address(at, 6)
  switch (word(at, 3)) {
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
