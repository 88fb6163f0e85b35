import * as op from '../src/opcodes'
import { address, word } from './instruction'

/** fn, dtype (of a and b), n, a, b, out (bool) */
export function compare(at: usize): i32 {
  const fn = word(at, 2)
  const n = address(at, 4)
  const a = address(at, 5)
  const b = address(at, 6)
  const out = address(at, 7)
  switch (word(at, 3)) {
    case op.FLOAT32:
      return compareEach<f32>(fn, n, a, b, out)
    case op.FLOAT64:
      return compareEach<f64>(fn, n, a, b, out)
    case op.INT32:
      return compareEach<i32>(fn, n, a, b, out)
    default:
      if (fn > op.NOT_EQUAL) return op.FAULT_OPCODE
      return compareEach<u8>(fn, n, a, b, out)
  }
}

function compareEach<T>(fn: i32, n: usize, a: usize, b: usize, out: usize): i32 {
  if (fn < op.EQUAL || fn > op.GREATER_EQUAL) return op.FAULT_OPCODE
  for (let i: usize = 0; i < n; i++) {
    const x = load<T>(a + i * sizeof<T>())
    const y = load<T>(b + i * sizeof<T>())
    let holds = false
    if (fn == op.EQUAL) holds = x == y
    else if (fn == op.NOT_EQUAL) holds = x != y
    else if (fn == op.LESS) holds = x < y
    else if (fn == op.LESS_EQUAL) holds = x <= y
    else if (fn == op.GREATER) holds = x > y
    else holds = x >= y
    store<u8>(out + i, holds ? 1 : 0)
  }
  return 0
}
