import * as op from '../opcodes.generated'
import { ELEMENTS, ROWS } from '../../src/threads/cut'
import { address, slicing, width, word } from '../machine/instruction'
import { partEnd, partStart } from '../machine/part'
import { reduceAxis } from './reduce-axis'
import { reduceBool } from './reduce-bool'
import {
  MaxFloat32, MaxFloat64, MaxInt32, MinFloat32, MinFloat64, MinInt32, SumFloat32, SumFloat64, SumInt32,
} from './reducers'

/** fn, dtype, outer, axis, inner, x, out */
export function reduce(instruction: usize): i32 {
  const fn = word(instruction, 2)
  const dtype = word(instruction, 3)
  const axis = address(instruction, 5)
  const inner = address(instruction, 6)
  let outer = address(instruction, 4)
  let x = address(instruction, 7)
  let out = address(instruction, 8)
  let left: usize = 0
  let right = inner
  if (slicing(instruction) == op.INNER) {
    left = partStart(inner, ELEMENTS)
    right = partEnd(inner, ELEMENTS)
  } else {
    const first = partStart(outer, ROWS)
    outer = partEnd(outer, ROWS) - first
    x += first * axis * inner * width(dtype)
    out += first * inner * width(dtype)
  }
  switch ((dtype << 4) | fn) {
    case (op.FLOAT32 << 4) | op.SUM:
      reduceAxis<f32, SumFloat32>(outer, axis, inner, left, right, x, out)
      return 0
    case (op.FLOAT32 << 4) | op.MAX:
      reduceAxis<f32, MaxFloat32>(outer, axis, inner, left, right, x, out)
      return 0
    case (op.FLOAT32 << 4) | op.MIN:
      reduceAxis<f32, MinFloat32>(outer, axis, inner, left, right, x, out)
      return 0
    case (op.FLOAT64 << 4) | op.SUM:
      reduceAxis<f64, SumFloat64>(outer, axis, inner, left, right, x, out)
      return 0
    case (op.FLOAT64 << 4) | op.MAX:
      reduceAxis<f64, MaxFloat64>(outer, axis, inner, left, right, x, out)
      return 0
    case (op.FLOAT64 << 4) | op.MIN:
      reduceAxis<f64, MinFloat64>(outer, axis, inner, left, right, x, out)
      return 0
    case (op.INT32 << 4) | op.SUM:
      reduceAxis<i32, SumInt32>(outer, axis, inner, left, right, x, out)
      return 0
    case (op.INT32 << 4) | op.MAX:
      reduceAxis<i32, MaxInt32>(outer, axis, inner, left, right, x, out)
      return 0
    case (op.INT32 << 4) | op.MIN:
      reduceAxis<i32, MinInt32>(outer, axis, inner, left, right, x, out)
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
