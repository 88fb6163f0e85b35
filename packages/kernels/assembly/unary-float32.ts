import * as op from '../src/opcodes'
import {
  acos32x4,
  asin32x4,
  atan32x4,
  cos32x4,
  cosh32x4,
  erf32x4,
  erfInv32x4,
  erfc32x4,
  exp32x4,
  expm132x4,
  log1p32x4,
  log232x4,
  log32x4,
  sigmoid32x4,
  sin32x4,
  sinh32x4,
  softplus32x4,
  tan32x4,
  tanh32x4,
} from './elementary'
import { map } from './map'

class Negate {
  @inline of(x: v128): v128 { return f32x4.neg(x) }
}

class Abs {
  @inline of(x: v128): v128 { return f32x4.abs(x) }
}

export function sign32x4(x: v128): v128 {
  const zero = f32x4.splat(0)
  const signed = v128.or(f32x4.lt(x, zero), f32x4.gt(x, zero))
  const one = v128.or(v128.and(x, f32x4.splat(-0.0)), f32x4.splat(1))
  return v128.bitselect(one, x, signed)
}

class Sign {
  @inline of(x: v128): v128 { return sign32x4(x) }
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

/** Through double precision, where the two roundings of 1/√x cannot add up to more than one of float32. */
export function rsqrt32x4(x: v128): v128 {
  const one = f64x2.splat(1)
  const low = f64x2.div(one, f64x2.sqrt(f64x2.promote_low_f32x4(x)))
  const high = f64x2.div(one, f64x2.sqrt(f64x2.promote_low_f32x4(v128.shuffle<i64>(x, x, 1, 1))))
  return v128.shuffle<i64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2)
}

class Rsqrt {
  @inline of(x: v128): v128 { return rsqrt32x4(x) }
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
  @inline of(x: v128): v128 { return exp32x4(x) }
}

class Expm1 {
  @inline of(x: v128): v128 { return expm132x4(x) }
}

class Log {
  @inline of(x: v128): v128 { return log32x4(x) }
}

class Log1p {
  @inline of(x: v128): v128 { return log1p32x4(x) }
}

class Sin {
  @inline of(x: v128): v128 { return sin32x4(x) }
}

class Cos {
  @inline of(x: v128): v128 { return cos32x4(x) }
}

class Tanh {
  @inline of(x: v128): v128 { return tanh32x4(x) }
}

class Sigmoid {
  @inline of(x: v128): v128 { return sigmoid32x4(x) }
}

class Softplus {
  @inline of(x: v128): v128 { return softplus32x4(x) }
}

class Erf {
  @inline of(x: v128): v128 { return erf32x4(x) }
}

class Log2 {
  @inline of(x: v128): v128 { return log232x4(x) }
}

class Tan {
  @inline of(x: v128): v128 { return tan32x4(x) }
}

class Asin {
  @inline of(x: v128): v128 { return asin32x4(x) }
}

class Acos {
  @inline of(x: v128): v128 { return acos32x4(x) }
}

class Atan {
  @inline of(x: v128): v128 { return atan32x4(x) }
}

class Sinh {
  @inline of(x: v128): v128 { return sinh32x4(x) }
}

class Cosh {
  @inline of(x: v128): v128 { return cosh32x4(x) }
}

class Erfc {
  @inline of(x: v128): v128 { return erfc32x4(x) }
}

class ErfInv {
  @inline of(x: v128): v128 { return erfInv32x4(x) }
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
      map<f32, Rsqrt>(n, x, out)
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
      map<f32, Exp>(n, x, out)
      return 0
    case op.EXPM1:
      map<f32, Expm1>(n, x, out)
      return 0
    case op.LOG:
      map<f32, Log>(n, x, out)
      return 0
    case op.LOG1P:
      map<f32, Log1p>(n, x, out)
      return 0
    case op.SIN:
      map<f32, Sin>(n, x, out)
      return 0
    case op.COS:
      map<f32, Cos>(n, x, out)
      return 0
    case op.TANH:
      map<f32, Tanh>(n, x, out)
      return 0
    case op.SIGMOID:
      map<f32, Sigmoid>(n, x, out)
      return 0
    case op.SOFTPLUS:
      map<f32, Softplus>(n, x, out)
      return 0
    case op.ERF:
      map<f32, Erf>(n, x, out)
      return 0
    case op.LOG2:
      map<f32, Log2>(n, x, out)
      return 0
    case op.TAN:
      map<f32, Tan>(n, x, out)
      return 0
    case op.ASIN:
      map<f32, Asin>(n, x, out)
      return 0
    case op.ACOS:
      map<f32, Acos>(n, x, out)
      return 0
    case op.ATAN:
      map<f32, Atan>(n, x, out)
      return 0
    case op.SINH:
      map<f32, Sinh>(n, x, out)
      return 0
    case op.COSH:
      map<f32, Cosh>(n, x, out)
      return 0
    case op.ERFC:
      map<f32, Erfc>(n, x, out)
      return 0
    case op.ERF_INV:
      map<f32, ErfInv>(n, x, out)
      return 0
    default:
      return op.FAULT_OPCODE
  }
}
