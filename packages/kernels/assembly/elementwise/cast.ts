import * as op from '../opcodes.generated'
import { ELEMENTS } from '../../src/threads/cut'
import {
  BoolToFloat32,
  BoolToFloat64,
  BoolToInt32,
  Float32ToBool,
  Float32ToFloat64,
  Float32ToInt32,
  Float64ToBool,
  Float64ToFloat32,
  Float64ToInt32,
  Int32ToBool,
  Int32ToFloat32,
  Int32ToFloat64,
} from './conversions'
import { address, width, word } from '../machine/instruction'
import { partEnd, partStart } from '../machine/part'

/** from, to, n, x, out */
export function cast(instruction: usize): i32 {
  const from = word(instruction, 2)
  const to = word(instruction, 3)
  const first = partStart(address(instruction, 4), ELEMENTS)
  const n = partEnd(address(instruction, 4), ELEMENTS) - first
  const x = address(instruction, 5) + first * width(from)
  const out = address(instruction, 6) + first * width(to)
  switch ((from << 4) | to) {
    case (op.FLOAT32 << 4) | op.FLOAT64:
      convert<f32, f64, Float32ToFloat64>(n, x, out)
      return 0
    case (op.FLOAT32 << 4) | op.INT32:
      convert<f32, i32, Float32ToInt32>(n, x, out)
      return 0
    case (op.FLOAT32 << 4) | op.BOOL:
      convert<f32, u8, Float32ToBool>(n, x, out)
      return 0
    case (op.FLOAT64 << 4) | op.FLOAT32:
      convert<f64, f32, Float64ToFloat32>(n, x, out)
      return 0
    case (op.FLOAT64 << 4) | op.INT32:
      convert<f64, i32, Float64ToInt32>(n, x, out)
      return 0
    case (op.FLOAT64 << 4) | op.BOOL:
      convert<f64, u8, Float64ToBool>(n, x, out)
      return 0
    case (op.INT32 << 4) | op.FLOAT32:
      convert<i32, f32, Int32ToFloat32>(n, x, out)
      return 0
    case (op.INT32 << 4) | op.FLOAT64:
      convert<i32, f64, Int32ToFloat64>(n, x, out)
      return 0
    case (op.INT32 << 4) | op.BOOL:
      convert<i32, u8, Int32ToBool>(n, x, out)
      return 0
    case (op.BOOL << 4) | op.FLOAT32:
      convert<u8, f32, BoolToFloat32>(n, x, out)
      return 0
    case (op.BOOL << 4) | op.FLOAT64:
      convert<u8, f64, BoolToFloat64>(n, x, out)
      return 0
    case (op.BOOL << 4) | op.INT32:
      convert<u8, i32, BoolToInt32>(n, x, out)
      return 0
    default:
      if (from != to) return op.FAULT_OPCODE
      memory.copy(out, x, n * width(to))
      return 0
  }
}

/** Four elements at a time; the scalar conversions of the last ones are the same, exactly. */
function convert<X, Y, F>(n: usize, x: usize, out: usize): void {
  const f = changetype<F>(0)
  const end = x + n * sizeof<X>()
  for (const whole = x + (n & ~3) * sizeof<X>(); x < whole; x += 4 * sizeof<X>()) {
    f.four(x, out)
    out += 4 * sizeof<Y>()
  }
  for (; x < end; x += sizeof<X>(), out += sizeof<Y>()) {
    if (sizeof<Y>() == 1) store<u8>(out, load<X>(x) != 0 ? 1 : 0)
    else if (sizeof<X>() == 1) store<Y>(out, load<u8>(x) ? 1 : 0)
    else store<Y>(out, <Y>load<X>(x))
  }
}
