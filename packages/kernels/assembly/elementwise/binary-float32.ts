import * as op from '../opcodes.generated'
import { atan232x4, pow32x4 } from '../elementary'
import { zip, zipEach } from './map'

class Add {
  @inline of(a: v128, b: v128): v128 { return f32x4.add(a, b) }
}

class Subtract {
  @inline of(a: v128, b: v128): v128 { return f32x4.sub(a, b) }
}

class Multiply {
  @inline of(a: v128, b: v128): v128 { return f32x4.mul(a, b) }
}

class Divide {
  @inline of(a: v128, b: v128): v128 { return f32x4.div(a, b) }
}

class Maximum {
  @inline of(a: v128, b: v128): v128 { return f32x4.max(a, b) }
}

class Minimum {
  @inline of(a: v128, b: v128): v128 { return f32x4.min(a, b) }
}

class Power {
  @inline of(a: v128, b: v128): v128 { return pow32x4(a, b) }
}

class Atan2 {
  @inline of(a: v128, b: v128): v128 { return atan232x4(a, b) }
}

/** The exact remainder, moved to the divisor's side of zero. */
class Modulo {
  @inline of(a: f32, b: f32): f32 {
    const r: f32 = a % b
    if (r == 0) return copysign<f32>(0, b)
    return r < 0 != b < 0 ? r + b : r
  }
}

/** out = fn(a, b), element by element. */
export function binaryFloat32(fn: i32, n: usize, a: usize, b: usize, out: usize): i32 {
  switch (fn) {
    case op.ADD:
      zip<f32, Add>(n, a, b, out)
      return 0
    case op.SUBTRACT:
      zip<f32, Subtract>(n, a, b, out)
      return 0
    case op.MULTIPLY:
      zip<f32, Multiply>(n, a, b, out)
      return 0
    case op.DIVIDE:
      zip<f32, Divide>(n, a, b, out)
      return 0
    case op.MAXIMUM:
      zip<f32, Maximum>(n, a, b, out)
      return 0
    case op.MINIMUM:
      zip<f32, Minimum>(n, a, b, out)
      return 0
    case op.POWER:
      zip<f32, Power>(n, a, b, out)
      return 0
    case op.MODULO:
      zipEach<f32, Modulo>(n, a, b, out)
      return 0
    case op.ATAN2:
      zip<f32, Atan2>(n, a, b, out)
      return 0
    default:
      return op.FAULT_OPCODE
  }
}
