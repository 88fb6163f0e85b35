import * as op from '../opcodes.generated'
import { ELEMENTS } from '../../src/threads/cut'
import { address, width, word } from '../machine/instruction'
import { partEnd, partStart } from '../machine/part'
import { repeat } from '../layout/run-copy'

/** dtype, n, out, low, high */
export function fill(instruction: usize): i32 {
  const dtype = word(instruction, 2)
  const first = partStart(address(instruction, 3), ELEMENTS)
  const n = partEnd(address(instruction, 3), ELEMENTS) - first
  const out = address(instruction, 4) + first * width(dtype)
  switch (dtype) {
    case op.FLOAT64:
      repeat<i64>(n, out, load<i64>(instruction + 20))
      return 0
    case op.BOOL:
      repeat<u8>(n, out, load<u8>(instruction + 20))
      return 0
    default:
      repeat<i32>(n, out, load<i32>(instruction + 20))
      return 0
  }
}

/** dtype, n, out */
export function iota(instruction: usize): i32 {
  const n = address(instruction, 3)
  const out = address(instruction, 4)
  switch (word(instruction, 2)) {
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
