import * as op from '../src/opcodes'
import { address, word } from './instruction'

/** dtype (of a and b), n, condition (bool), a, b, out */
export function select(at: usize): i32 {
  const n = address(at, 3)
  const condition = address(at, 4)
  const a = address(at, 5)
  const b = address(at, 6)
  const out = address(at, 7)
  const dtype = word(at, 2)
  if (dtype == op.BOOL) selectEach<u8>(n, condition, a, b, out)
  else if (dtype == op.FLOAT64) selectEach<u64>(n, condition, a, b, out)
  else selectEach<u32>(n, condition, a, b, out)
  return 0
}

function selectEach<T>(n: usize, condition: usize, a: usize, b: usize, out: usize): void {
  for (let i: usize = 0; i < n; i++) {
    const offset = i * sizeof<T>()
    store<T>(out + offset, load<T>((load<u8>(condition + i) ? a : b) + offset))
  }
}
