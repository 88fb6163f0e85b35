import * as op from '../../src/opcodes'
import { ELEMENTS } from '../../src/threads/cut'
import { address, width, word } from '../machine/instruction'
import { partEnd, partStart } from '../machine/part'
import { repeat } from '../layout/run-copy'

/** dtype, n, out, low, high */
export function fill(at: usize): i32 {
  const dtype = word(at, 2)
  const first = partStart(address(at, 3), ELEMENTS)
  const n = partEnd(address(at, 3), ELEMENTS) - first
  const out = address(at, 4) + first * width(dtype)
  switch (dtype) {
    case op.FLOAT64:
      repeat<i64>(n, out, load<i64>(at + 20))
      return 0
    case op.BOOL:
      repeat<u8>(n, out, load<u8>(at + 20))
      return 0
    default:
      repeat<i32>(n, out, load<i32>(at + 20))
      return 0
  }
}

/** dtype, n, out */
export function iota(at: usize): i32 {
  const n = address(at, 3)
  const out = address(at, 4)
  switch (word(at, 2)) {
    case op.FLOAT32:
      count<f32>(n, out)
      return 0
    case op.FLOAT64:
      count<f64>(n, out)
      return 0
    case op.INT32:
      count<i32>(n, out)
      return 0
    default:
      return op.FAULT_OPCODE
  }
}

function count<T>(n: usize, out: usize): void {
  for (let i: usize = 0; i < n; i++, out += sizeof<T>()) store<T>(out, <T>i)
}
