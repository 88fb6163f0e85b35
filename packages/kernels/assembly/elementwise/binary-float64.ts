import * as op from '../opcodes.generated'
import { atan264, pow64 } from '../elementary'
import { zip, zipEach } from './map'

class Add {
  @inline of(a: v128, b: v128): v128 { return f64x2.add(a, b) }
}

class Subtract {
  @inline of(a: v128, b: v128): v128 { return f64x2.sub(a, b) }
}

class Multiply {
  @inline of(a: v128, b: v128): v128 { return f64x2.mul(a, b) }
}

class Divide {
  @inline of(a: v128, b: v128): v128 { return f64x2.div(a, b) }
}

class Maximum {
  @inline of(a: v128, b: v128): v128 { return f64x2.max(a, b) }
}

class Minimum {
  @inline of(a: v128, b: v128): v128 { return f64x2.min(a, b) }
}

class Power {
  @inline of(a: f64, b: f64): f64 { return pow64(a, b) }
}

class Atan2 {
  @inline of(a: f64, b: f64): f64 { return atan264(a, b) }
}

/** The exact remainder, moved to the divisor's side of zero. */
class Modulo {
  @inline of(a: f64, b: f64): f64 {
    const r: f64 = a % b
    if (r == 0) return copysign<f64>(0, b)
    return r < 0 != b < 0 ? r + b : r
  }
}

/** out = fn(a, b), element by element. */
export function binaryFloat64(fn: i32, n: usize, a: usize, b: usize, out: usize): i32 {
  switch (fn) {
    case op.ADD:
      zip<f64, Add>(n, a, b, out)
      return 0
    case op.SUBTRACT:
      zip<f64, Subtract>(n, a, b, out)
      return 0
    case op.MULTIPLY:
      zip<f64, Multiply>(n, a, b, out)
      return 0
    case op.DIVIDE:
      zip<f64, Divide>(n, a, b, out)
      return 0
    case op.MAXIMUM:
      zip<f64, Maximum>(n, a, b, out)
      return 0
    case op.MINIMUM:
      zip<f64, Minimum>(n, a, b, out)
      return 0
    case op.POWER:
      zipEach<f64, Power>(n, a, b, out)
      return 0
    case op.MODULO:
      zipEach<f64, Modulo>(n, a, b, out)
      return 0
    case op.ATAN2:
      zipEach<f64, Atan2>(n, a, b, out)
      return 0
    default:
      return op.FAULT_OPCODE
  }
}
