import * as op from '../opcodes.generated'
import { zip, zipEach } from './map'

class Add {
  @inline of(a: v128, b: v128): v128 { return i32x4.add(a, b) }
}

class Subtract {
  @inline of(a: v128, b: v128): v128 { return i32x4.sub(a, b) }
}

class Multiply {
  @inline of(a: v128, b: v128): v128 { return i32x4.mul(a, b) }
}

class Maximum {
  @inline of(a: v128, b: v128): v128 { return i32x4.max_s(a, b) }
}

class Minimum {
  @inline of(a: v128, b: v128): v128 { return i32x4.min_s(a, b) }
}

/** Truncates; by zero is 0. By −1 is apart because −2³¹ / −1 traps: it wraps here. */
class Divide {
  @inline of(a: i32, b: i32): i32 {
    if (b == 0) return 0
    return b == -1 ? -a : a / b
  }
}

/** Sign of the divisor; by zero is 0. */
class Modulo {
  @inline of(a: i32, b: i32): i32 {
    if (b == 0 || b == -1) return 0
    const r = a % b
    return r != 0 && r < 0 != b < 0 ? r + b : r
  }
}

/** out = fn(a, b), element by element. */
export function binaryInt32(fn: i32, n: usize, a: usize, b: usize, out: usize): i32 {
  switch (fn) {
    case op.ADD:
      zip<i32, Add>(n, a, b, out)
      return 0
    case op.SUBTRACT:
      zip<i32, Subtract>(n, a, b, out)
      return 0
    case op.MULTIPLY:
      zip<i32, Multiply>(n, a, b, out)
      return 0
    case op.MAXIMUM:
      zip<i32, Maximum>(n, a, b, out)
      return 0
    case op.MINIMUM:
      zip<i32, Minimum>(n, a, b, out)
      return 0
    case op.DIVIDE:
      zipEach<i32, Divide>(n, a, b, out)
      return 0
    case op.MODULO:
      zipEach<i32, Modulo>(n, a, b, out)
      return 0
    default:
      return op.FAULT_OPCODE
  }
}
