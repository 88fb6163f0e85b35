import * as op from '../opcodes.generated'
import { map } from './map'

class Negate {
  @inline of(x: v128): v128 { return i32x4.neg(x) }
}

class Abs {
  @inline of(x: v128): v128 { return i32x4.abs(x) }
}

class Sign {
  @inline of(x: v128): v128 { return v128.or(i32x4.shr_s(x, 31), i32x4.shr_u(i32x4.neg(x), 31)) }
}

class Square {
  @inline of(x: v128): v128 { return i32x4.mul(x, x) }
}

/** out = fn(x), element by element. */
export function unaryInt32(fn: i32, n: usize, x: usize, out: usize): i32 {
  switch (fn) {
    case op.NEGATE:
      map<i32, Negate>(n, x, out)
      return 0
    case op.ABS:
      map<i32, Abs>(n, x, out)
      return 0
    case op.SIGN:
      map<i32, Sign>(n, x, out)
      return 0
    case op.SQUARE:
      map<i32, Square>(n, x, out)
      return 0
    default:
      return op.FAULT_OPCODE
  }
}
