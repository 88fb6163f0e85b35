import * as op from '../opcodes.generated'
import { ELEMENTS } from '../../src/threads/cut'
import { address, width, word } from '../machine/instruction'
import { loadPart } from '../vectors/lanes'
import { joinMasks, maskToBytes } from '../vectors/mask'
import { partEnd, partStart } from '../machine/part'

class EqualFloat32 {
  @inline of(a: v128, b: v128): v128 { return f32x4.eq(a, b) }
}

class NotEqualFloat32 {
  @inline of(a: v128, b: v128): v128 { return f32x4.ne(a, b) }
}

class LessFloat32 {
  @inline of(a: v128, b: v128): v128 { return f32x4.lt(a, b) }
}

class LessEqualFloat32 {
  @inline of(a: v128, b: v128): v128 { return f32x4.le(a, b) }
}

class EqualFloat64 {
  @inline of(a: v128, b: v128): v128 { return f64x2.eq(a, b) }
}

class NotEqualFloat64 {
  @inline of(a: v128, b: v128): v128 { return f64x2.ne(a, b) }
}

class LessFloat64 {
  @inline of(a: v128, b: v128): v128 { return f64x2.lt(a, b) }
}

class LessEqualFloat64 {
  @inline of(a: v128, b: v128): v128 { return f64x2.le(a, b) }
}

class EqualInt32 {
  @inline of(a: v128, b: v128): v128 { return i32x4.eq(a, b) }
}

class NotEqualInt32 {
  @inline of(a: v128, b: v128): v128 { return i32x4.ne(a, b) }
}

class LessInt32 {
  @inline of(a: v128, b: v128): v128 { return i32x4.lt_s(a, b) }
}

class LessEqualInt32 {
  @inline of(a: v128, b: v128): v128 { return i32x4.le_s(a, b) }
}

/** fn, dtype (of a and b), n, a, b, out (bool) */
export function compare(instruction: usize): i32 {
  const fn = word(instruction, 2)
  const dtype = word(instruction, 3)
  const first = partStart(address(instruction, 4), ELEMENTS)
  const n = partEnd(address(instruction, 4), ELEMENTS) - first
  const a = address(instruction, 5) + first * width(dtype)
  const b = address(instruction, 6) + first * width(dtype)
  const out = address(instruction, 7) + first
  // a > b is b < a: the same bits, half the loops.
  if (fn == op.GREATER) return ordered(op.LESS, dtype, n, b, a, out)
  if (fn == op.GREATER_EQUAL) return ordered(op.LESS_EQUAL, dtype, n, b, a, out)
  return ordered(fn, dtype, n, a, b, out)
}

function ordered(fn: i32, dtype: i32, n: usize, a: usize, b: usize, out: usize): i32 {
  switch ((dtype << 4) | fn) {
    case (op.FLOAT32 << 4) | op.EQUAL:
      test<f32, EqualFloat32>(n, a, b, out)
      return 0
    case (op.FLOAT32 << 4) | op.NOT_EQUAL:
      test<f32, NotEqualFloat32>(n, a, b, out)
      return 0
    case (op.FLOAT32 << 4) | op.LESS:
      test<f32, LessFloat32>(n, a, b, out)
      return 0
    case (op.FLOAT32 << 4) | op.LESS_EQUAL:
      test<f32, LessEqualFloat32>(n, a, b, out)
      return 0
    case (op.FLOAT64 << 4) | op.EQUAL:
      test<f64, EqualFloat64>(n, a, b, out)
      return 0
    case (op.FLOAT64 << 4) | op.NOT_EQUAL:
      test<f64, NotEqualFloat64>(n, a, b, out)
      return 0
    case (op.FLOAT64 << 4) | op.LESS:
      test<f64, LessFloat64>(n, a, b, out)
      return 0
    case (op.FLOAT64 << 4) | op.LESS_EQUAL:
      test<f64, LessEqualFloat64>(n, a, b, out)
      return 0
    case (op.INT32 << 4) | op.EQUAL:
      test<i32, EqualInt32>(n, a, b, out)
      return 0
    case (op.INT32 << 4) | op.NOT_EQUAL:
      test<i32, NotEqualInt32>(n, a, b, out)
      return 0
    case (op.INT32 << 4) | op.LESS:
      test<i32, LessInt32>(n, a, b, out)
      return 0
    case (op.INT32 << 4) | op.LESS_EQUAL:
      test<i32, LessEqualInt32>(n, a, b, out)
      return 0
    case (op.BOOL << 4) | op.EQUAL:
      differ(1, n, a, b, out)
      return 0
    case (op.BOOL << 4) | op.NOT_EQUAL:
      differ(0, n, a, b, out)
      return 0
    default:
      return op.FAULT_OPCODE
  }
}

/** out[i] = F(a[i], b[i]), four elements at a time. */
function test<T, F>(n: usize, a: usize, b: usize, out: usize): void {
  const f = changetype<F>(0)
  for (const whole = out + (n & ~3); out < whole; out += 4) {
    let mask = f.of(v128.load(a), v128.load(b))
    if (sizeof<T>() == 8) mask = joinMasks(mask, f.of(v128.load(a, 16), v128.load(b, 16)))
    store<u32>(out, maskToBytes(mask))
    a += 4 * sizeof<T>()
    b += 4 * sizeof<T>()
  }
  for (let rest = n & 3; rest; rest--) {
    const zero = i32x4.splat(0)
    const mask = f.of(loadPart<T>(a, 1, zero), loadPart<T>(b, 1, zero))
    store<u8>(out++, <u8>i32x4.extract_lane(mask, 0) & 1)
    a += sizeof<T>()
    b += sizeof<T>()
  }
}

/** out = a xor b xor flip, of bools. */
function differ(flip: u8, n: usize, a: usize, b: usize, out: usize): void {
  for (const end = a + n; a < end; a++, b++, out++) store<u8>(out, load<u8>(a) ^ load<u8>(b) ^ flip)
}
