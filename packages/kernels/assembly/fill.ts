import * as op from '../src/opcodes'
import { address, word } from './instruction'

/** dtype, n, out, low, high */
export function fill(at: usize): i32 {
  const n = address(at, 3)
  const out = address(at, 4)
  const low = word(at, 5)
  switch (word(at, 2)) {
    case op.FLOAT32:
    case op.INT32:
      fillEach<i32>(n, out, low)
      return 0
    case op.FLOAT64:
      fillEach<i64>(n, out, load<i64>(at + 20))
      return 0
    default:
      memory.fill(out, <u8>low, n)
      return 0
  }
}

/** dtype, n, out */
export function iota(at: usize): i32 {
  const n = address(at, 3)
  const out = address(at, 4)
  switch (word(at, 2)) {
    case op.FLOAT32:
      iotaEach<f32>(n, out)
      return 0
    case op.FLOAT64:
      iotaEach<f64>(n, out)
      return 0
    case op.INT32:
      iotaEach<i32>(n, out)
      return 0
    default:
      return op.FAULT_OPCODE
  }
}

function fillEach<T>(n: usize, out: usize, value: T): void {
  for (const end = out + n * sizeof<T>(); out < end; out += sizeof<T>()) store<T>(out, value)
}

function iotaEach<T>(n: usize, out: usize): void {
  for (let i: usize = 0; i < n; i++) store<T>(out + i * sizeof<T>(), <T>i)
}
