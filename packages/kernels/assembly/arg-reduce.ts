import * as op from '../src/opcodes'
import { address, word } from './instruction'

/** fn, dtype, outer, axis, inner, x, out (int32) */
export function argReduce(at: usize): i32 {
  const fn = word(at, 2)
  const outer = address(at, 4)
  const axis = address(at, 5)
  const inner = address(at, 6)
  const x = address(at, 7)
  const out = address(at, 8)
  if (fn != op.MAX && fn != op.MIN) return op.FAULT_OPCODE
  const largest = fn == op.MAX
  switch (word(at, 3)) {
    case op.FLOAT32:
      argEach<f32>(largest, outer, axis, inner, x, out)
      return 0
    case op.FLOAT64:
      argEach<f64>(largest, outer, axis, inner, x, out)
      return 0
    case op.INT32:
      argEach<i32>(largest, outer, axis, inner, x, out)
      return 0
    default:
      return op.FAULT_OPCODE
  }
}

/** The first of the extreme values; the first NaN, where there is one. Of an empty axis: 0. */
function argEach<T>(
  largest: bool,
  outer: usize,
  axis: usize,
  inner: usize,
  x: usize,
  out: usize,
): void {
  const step = inner * sizeof<T>()
  for (let o: usize = 0; o < outer; o++) {
    for (let i: usize = 0; i < inner; i++) {
      let from = x + (o * axis * inner + i) * sizeof<T>()
      let best: T = axis ? load<T>(from) : 0
      let place: usize = 0
      for (let j: usize = 1; j < axis && best == best; j++) {
        from += step
        const value = load<T>(from)
        if (value != value || (largest ? value > best : value < best)) {
          best = value
          place = j
        }
      }
      store<i32>(out + ((o * inner + i) << 2), <i32>place)
    }
  }
}
