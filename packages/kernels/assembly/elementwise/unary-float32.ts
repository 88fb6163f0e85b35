import * as op from '../opcodes.generated'
import {
  acos32,
  asin32,
  atan32,
  cos32x4,
  cosh32,
  erf32,
  erfInv32,
  erfc32,
  exp32,
  expm132,
  log1p32,
  log232,
  log32,
  sigmoid32,
  sin32x4,
  sinh32,
  softplus32,
  tan32x4,
  tanh32,
} from '../elementary'
import { map } from './map'
import { mapDoubles } from './map-doubles'

class Negate {
  @inline of(x: v128): v128 { return f32x4.neg(x) }
}

class Abs {
  @inline of(x: v128): v128 { return f32x4.abs(x) }
}

class Sign {
  @inline of(x: v128): v128 {
    const zero = f32x4.splat(0)
    const signed = v128.or(f32x4.lt(x, zero), f32x4.gt(x, zero))
    const one = v128.or(v128.and(x, f32x4.splat(-0.0)), f32x4.splat(1))
    return v128.bitselect(one, x, signed)
  }
}

class Reciprocal {
  @inline of(x: v128): v128 { return f32x4.div(f32x4.splat(1), x) }
}

class Square {
  @inline of(x: v128): v128 { return f32x4.mul(x, x) }
}

class Sqrt {
  @inline of(x: v128): v128 { return f32x4.sqrt(x) }
}

/** Of doubles, where the two roundings of 1/√x cannot add up to more than one of float32. */
class Rsqrt {
  @inline of(x: v128): v128 { return f64x2.div(f64x2.splat(1), f64x2.sqrt(x)) }
}

class Floor {
  @inline of(x: v128): v128 { return f32x4.floor(x) }
}

class Ceil {
  @inline of(x: v128): v128 { return f32x4.ceil(x) }
}

class Round {
  @inline of(x: v128): v128 { return f32x4.nearest(x) }
}

class Exp {
  @inline of(x: v128): v128 { return exp32(x) }
}

class Expm1 {
  @inline of(x: v128): v128 { return expm132(x) }
}

class Log {
  @inline of(x: v128): v128 { return log32(x) }
}

class Log1p {
  @inline of(x: v128): v128 { return log1p32(x) }
}

class Sin {
  @inline of(x: v128): v128 { return sin32x4(x) }
}

class Cos {
  @inline of(x: v128): v128 { return cos32x4(x) }
}

class Tanh {
  @inline of(x: v128): v128 { return tanh32(x) }
}

class Sigmoid {
  @inline of(x: v128): v128 { return sigmoid32(x) }
}

class Softplus {
  @inline of(x: v128): v128 { return softplus32(x) }
}

class Erf {
  @inline of(x: v128): v128 { return erf32(x) }
}

class Log2 {
  @inline of(x: v128): v128 { return log232(x) }
}

class Tan {
  @inline of(x: v128): v128 { return tan32x4(x) }
}

class Asin {
  @inline of(x: v128): v128 { return asin32(x) }
}

class Acos {
  @inline of(x: v128): v128 { return acos32(x) }
}

class Atan {
  @inline of(x: v128): v128 { return atan32(x) }
}

class Sinh {
  @inline of(x: v128): v128 { return sinh32(x) }
}

class Cosh {
  @inline of(x: v128): v128 { return cosh32(x) }
}

class Erfc {
  @inline of(x: v128): v128 { return erfc32(x) }
}

class ErfInv {
  @inline of(x: v128): v128 { return erfInv32(x) }
}

/** out = fn(x), element by element. */
export function unaryFloat32(fn: i32, n: usize, x: usize, out: usize): i32 {
  switch (fn) {
    case op.NEGATE:
      map<f32, Negate>(n, x, out)
      return 0
    case op.ABS:
      map<f32, Abs>(n, x, out)
      return 0
    case op.SIGN:
      map<f32, Sign>(n, x, out)
      return 0
    case op.RECIPROCAL:
      map<f32, Reciprocal>(n, x, out)
      return 0
    case op.SQUARE:
      map<f32, Square>(n, x, out)
      return 0
    case op.SQRT:
      map<f32, Sqrt>(n, x, out)
      return 0
    case op.RSQRT:
      mapDoubles<Rsqrt>(n, x, out)
      return 0
    case op.FLOOR:
      map<f32, Floor>(n, x, out)
      return 0
    case op.CEIL:
      map<f32, Ceil>(n, x, out)
      return 0
    case op.ROUND:
      map<f32, Round>(n, x, out)
      return 0
    case op.EXP:
      mapDoubles<Exp>(n, x, out)
      return 0
    case op.EXPM1:
      mapDoubles<Expm1>(n, x, out)
      return 0
    case op.LOG:
      mapDoubles<Log>(n, x, out)
      return 0
    case op.LOG1P:
      mapDoubles<Log1p>(n, x, out)
      return 0
    case op.SIN:
      map<f32, Sin>(n, x, out)
      return 0
    case op.COS:
      map<f32, Cos>(n, x, out)
      return 0
    case op.TANH:
      mapDoubles<Tanh>(n, x, out)
      return 0
    case op.SIGMOID:
      mapDoubles<Sigmoid>(n, x, out)
      return 0
    case op.SOFTPLUS:
      mapDoubles<Softplus>(n, x, out)
      return 0
    case op.ERF:
      mapDoubles<Erf>(n, x, out)
      return 0
    case op.LOG2:
      mapDoubles<Log2>(n, x, out)
      return 0
    case op.TAN:
      map<f32, Tan>(n, x, out)
      return 0
    case op.ASIN:
      mapDoubles<Asin>(n, x, out)
      return 0
    case op.ACOS:
      mapDoubles<Acos>(n, x, out)
      return 0
    case op.ATAN:
      mapDoubles<Atan>(n, x, out)
      return 0
    case op.SINH:
      mapDoubles<Sinh>(n, x, out)
      return 0
    case op.COSH:
      mapDoubles<Cosh>(n, x, out)
      return 0
    case op.ERFC:
      mapDoubles<Erfc>(n, x, out)
      return 0
    case op.ERF_INV:
      mapDoubles<ErfInv>(n, x, out)
      return 0
    default:
      return op.FAULT_OPCODE
  }
}
