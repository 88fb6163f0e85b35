import * as op from '../src/opcodes'
import { address, word } from './instruction'

/** from, to, n, x, out */
export function cast(at: usize): i32 {
  const to = word(at, 3)
  const n = address(at, 4)
  const x = address(at, 5)
  const out = address(at, 6)
  switch (word(at, 2)) {
    case op.FLOAT32:
      return castFrom<f32>(to, n, x, out)
    case op.FLOAT64:
      return castFrom<f64>(to, n, x, out)
    case op.INT32:
      return castFrom<i32>(to, n, x, out)
    default:
      return castFrom<u8>(to, n, x, out)
  }
}

function castFrom<T>(to: i32, n: usize, x: usize, out: usize): i32 {
  switch (to) {
    case op.FLOAT32:
      for (let i: usize = 0; i < n; i++)
        store<f32>(out + (i << 2), <f32>load<T>(x + i * sizeof<T>()))
      return 0
    case op.FLOAT64:
      for (let i: usize = 0; i < n; i++)
        store<f64>(out + (i << 3), <f64>load<T>(x + i * sizeof<T>()))
      return 0
    case op.INT32:
      for (let i: usize = 0; i < n; i++)
        store<i32>(out + (i << 2), <i32>load<T>(x + i * sizeof<T>()))
      return 0
    default:
      for (let i: usize = 0; i < n; i++)
        store<u8>(out + i, load<T>(x + i * sizeof<T>()) != 0 ? 1 : 0)
      return 0
  }
}
