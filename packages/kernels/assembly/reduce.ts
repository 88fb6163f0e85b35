import * as op from '../src/opcodes'
import { address, word } from './instruction'

/** fn, dtype, outer, axis, inner, x, out */
export function reduce(at: usize): i32 {
  const fn = word(at, 2)
  const dtype = word(at, 3)
  const outer = address(at, 4)
  const axis = address(at, 5)
  const inner = address(at, 6)
  const x = address(at, 7)
  const out = address(at, 8)
  if (dtype == op.BOOL) {
    if (fn == op.ANY || fn == op.MAX) reduceBool(1, outer, axis, inner, x, out)
    else if (fn == op.ALL || fn == op.MIN) reduceBool(0, outer, axis, inner, x, out)
    else return op.FAULT_OPCODE
    return 0
  }
  if (fn < op.SUM || fn > op.MIN) return op.FAULT_OPCODE
  if (dtype == op.FLOAT32) reduceEach<f32>(fn, outer, axis, inner, x, out)
  else if (dtype == op.FLOAT64) reduceEach<f64>(fn, outer, axis, inner, x, out)
  else reduceEach<i32>(fn, outer, axis, inner, x, out)
  return 0
}

function reduceEach<T>(
  fn: i32,
  outer: usize,
  axis: usize,
  inner: usize,
  x: usize,
  out: usize,
): void {
  const step = inner * sizeof<T>()
  for (let o: usize = 0; o < outer; o++) {
    for (let i: usize = 0; i < inner; i++) {
      let total: T = 0
      if (fn == op.MAX) total = isFloat<T>() ? <T>-Infinity : <T>i32.MIN_VALUE
      if (fn == op.MIN) total = isFloat<T>() ? <T>Infinity : <T>i32.MAX_VALUE
      let from = x + (o * axis * inner + i) * sizeof<T>()
      for (let j: usize = 0; j < axis; j++, from += step) {
        const value = load<T>(from)
        if (fn == op.SUM) total += value
        else if (fn == op.MAX) total = max<T>(total, value)
        else total = min<T>(total, value)
      }
      store<T>(out + (o * inner + i) * sizeof<T>(), total)
    }
  }
}

/** Whether `wanted` occurs along the axis decides: any looks for 1, all looks for 0. */
function reduceBool(
  wanted: u8,
  outer: usize,
  axis: usize,
  inner: usize,
  x: usize,
  out: usize,
): void {
  for (let o: usize = 0; o < outer; o++) {
    for (let i: usize = 0; i < inner; i++) {
      let found = wanted ^ 1
      let from = x + o * axis * inner + i
      for (let j: usize = 0; j < axis; j++, from += inner) {
        if (load<u8>(from) == wanted) {
          found = wanted
          break
        }
      }
      store<u8>(out + o * inner + i, found)
    }
  }
}
