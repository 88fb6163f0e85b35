import * as op from '../opcodes.generated'
import {
  acos64,
  asin64,
  atan64,
  cos64,
  cosh64,
  erf64,
  erfInv64,
  erfc64,
  exp64,
  expm164,
  log1p64,
  log264,
  log64,
  sigmoid64,
  sin64,
  sinh64,
  softplus64,
  tan64,
  tanh64,
} from '../elementary'
import { map, mapEach } from './map'

class Negate {
  @inline of(x: v128): v128 { return f64x2.neg(x) }
}

class Abs {
  @inline of(x: v128): v128 { return f64x2.abs(x) }
}

class Sign {
  @inline of(x: v128): v128 {
    const zero = f64x2.splat(0)
    const signed = v128.or(f64x2.lt(x, zero), f64x2.gt(x, zero))
    const one = v128.or(v128.and(x, f64x2.splat(-0.0)), f64x2.splat(1))
    return v128.bitselect(one, x, signed)
  }
}

class Reciprocal {
  @inline of(x: v128): v128 { return f64x2.div(f64x2.splat(1), x) }
}

class Square {
  @inline of(x: v128): v128 { return f64x2.mul(x, x) }
}

class Sqrt {
  @inline of(x: v128): v128 { return f64x2.sqrt(x) }
}

class Rsqrt {
  @inline of(x: v128): v128 { return f64x2.div(f64x2.splat(1), f64x2.sqrt(x)) }
}

class Floor {
  @inline of(x: v128): v128 { return f64x2.floor(x) }
}

class Ceil {
  @inline of(x: v128): v128 { return f64x2.ceil(x) }
}

class Round {
  @inline of(x: v128): v128 { return f64x2.nearest(x) }
}

class Exp {
  @inline of(x: f64): f64 { return exp64(x) }
}

class Expm1 {
  @inline of(x: f64): f64 { return expm164(x) }
}

class Log {
  @inline of(x: f64): f64 { return log64(x) }
}

class Log1p {
  @inline of(x: f64): f64 { return log1p64(x) }
}

class Sin {
  @inline of(x: f64): f64 { return sin64(x) }
}

class Cos {
  @inline of(x: f64): f64 { return cos64(x) }
}

class Tanh {
  @inline of(x: f64): f64 { return tanh64(x) }
}

class Sigmoid {
  @inline of(x: f64): f64 { return sigmoid64(x) }
}

class Softplus {
  @inline of(x: f64): f64 { return softplus64(x) }
}

class Erf {
  @inline of(x: f64): f64 { return erf64(x) }
}

class Log2 {
  @inline of(x: f64): f64 { return log264(x) }
}

class Tan {
  @inline of(x: f64): f64 { return tan64(x) }
}

class Asin {
  @inline of(x: f64): f64 { return asin64(x) }
}

class Acos {
  @inline of(x: f64): f64 { return acos64(x) }
}

class Atan {
  @inline of(x: f64): f64 { return atan64(x) }
}

class Sinh {
  @inline of(x: f64): f64 { return sinh64(x) }
}

class Cosh {
  @inline of(x: f64): f64 { return cosh64(x) }
}

class Erfc {
  @inline of(x: f64): f64 { return erfc64(x) }
}

class ErfInv {
  @inline of(x: f64): f64 { return erfInv64(x) }
}

/** out = fn(x), element by element. */
export function unaryFloat64(fn: i32, n: usize, x: usize, out: usize): i32 {
  switch (fn) {
    case op.NEGATE:
      map<f64, Negate>(n, x, out)
      return 0
    case op.ABS:
      map<f64, Abs>(n, x, out)
      return 0
    case op.SIGN:
      map<f64, Sign>(n, x, out)
      return 0
    case op.RECIPROCAL:
      map<f64, Reciprocal>(n, x, out)
      return 0
    case op.SQUARE:
      map<f64, Square>(n, x, out)
      return 0
    case op.SQRT:
      map<f64, Sqrt>(n, x, out)
      return 0
    case op.RSQRT:
      map<f64, Rsqrt>(n, x, out)
      return 0
    case op.FLOOR:
      map<f64, Floor>(n, x, out)
      return 0
    case op.CEIL:
      map<f64, Ceil>(n, x, out)
      return 0
    case op.ROUND:
      map<f64, Round>(n, x, out)
      return 0
    case op.EXP:
      mapEach<f64, Exp>(n, x, out)
      return 0
    case op.EXPM1:
      mapEach<f64, Expm1>(n, x, out)
      return 0
    case op.LOG:
      mapEach<f64, Log>(n, x, out)
      return 0
    case op.LOG1P:
      mapEach<f64, Log1p>(n, x, out)
      return 0
    case op.SIN:
      mapEach<f64, Sin>(n, x, out)
      return 0
    case op.COS:
      mapEach<f64, Cos>(n, x, out)
      return 0
    case op.TANH:
      mapEach<f64, Tanh>(n, x, out)
      return 0
    case op.SIGMOID:
      mapEach<f64, Sigmoid>(n, x, out)
      return 0
    case op.SOFTPLUS:
      mapEach<f64, Softplus>(n, x, out)
      return 0
    case op.ERF:
      mapEach<f64, Erf>(n, x, out)
      return 0
    case op.LOG2:
      mapEach<f64, Log2>(n, x, out)
      return 0
    case op.TAN:
      mapEach<f64, Tan>(n, x, out)
      return 0
    case op.ASIN:
      mapEach<f64, Asin>(n, x, out)
      return 0
    case op.ACOS:
      mapEach<f64, Acos>(n, x, out)
      return 0
    case op.ATAN:
      mapEach<f64, Atan>(n, x, out)
      return 0
    case op.SINH:
      mapEach<f64, Sinh>(n, x, out)
      return 0
    case op.COSH:
      mapEach<f64, Cosh>(n, x, out)
      return 0
    case op.ERFC:
      mapEach<f64, Erfc>(n, x, out)
      return 0
    case op.ERF_INV:
      mapEach<f64, ErfInv>(n, x, out)
      return 0
    default:
      return op.FAULT_OPCODE
  }
}
