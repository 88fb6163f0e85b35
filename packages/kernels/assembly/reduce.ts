import * as op from '../src/opcodes'
import { address, word } from './instruction'
import { reduceAxis } from './reduce-axis'
import { reduceBool } from './reduce-bool'
import {
  MaxFloat32, MaxFloat64, MaxInt32, MinFloat32, MinFloat64, MinInt32, SumFloat32, SumFloat64, SumInt32,
} from './reducers'

/** fn, dtype, outer, axis, inner, x, out */
export function reduce(at: usize): i32 {
  const fn = word(at, 2)
  const outer = address(at, 4)
  const axis = address(at, 5)
  const inner = address(at, 6)
  const x = address(at, 7)
  const out = address(at, 8)
  switch ((word(at, 3) << 4) | fn) {
    case (op.FLOAT32 << 4) | op.SUM:
      reduceAxis<f32, SumFloat32>(outer, axis, inner, x, out)
      return 0
    case (op.FLOAT32 << 4) | op.MAX:
      reduceAxis<f32, MaxFloat32>(outer, axis, inner, x, out)
      return 0
    case (op.FLOAT32 << 4) | op.MIN:
      reduceAxis<f32, MinFloat32>(outer, axis, inner, x, out)
      return 0
    case (op.FLOAT64 << 4) | op.SUM:
      reduceAxis<f64, SumFloat64>(outer, axis, inner, x, out)
      return 0
    case (op.FLOAT64 << 4) | op.MAX:
      reduceAxis<f64, MaxFloat64>(outer, axis, inner, x, out)
      return 0
    case (op.FLOAT64 << 4) | op.MIN:
      reduceAxis<f64, MinFloat64>(outer, axis, inner, x, out)
      return 0
    case (op.INT32 << 4) | op.SUM:
      reduceAxis<i32, SumInt32>(outer, axis, inner, x, out)
      return 0
    case (op.INT32 << 4) | op.MAX:
      reduceAxis<i32, MaxInt32>(outer, axis, inner, x, out)
      return 0
    case (op.INT32 << 4) | op.MIN:
      reduceAxis<i32, MinInt32>(outer, axis, inner, x, out)
      return 0
    case (op.BOOL << 4) | op.ANY:
    case (op.BOOL << 4) | op.MAX:
      reduceBool(1, outer, axis, inner, x, out)
      return 0
    case (op.BOOL << 4) | op.ALL:
    case (op.BOOL << 4) | op.MIN:
      reduceBool(0, outer, axis, inner, x, out)
      return 0
    default:
      return op.FAULT_OPCODE
  }
}
