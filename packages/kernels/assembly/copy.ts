import * as op from '../src/opcodes'
import { address, word } from './instruction'

/** dtype, rank, x, out, then rank × (size, stride of x, stride of out) */
export function copy(at: usize): i32 {
  const rank = word(at, 3)
  const x = address(at, 4)
  const out = address(at, 5)
  const axes = at + 24
  switch (word(at, 2)) {
    case op.FLOAT64:
      copyAxes<u64>(rank, axes, x, out)
      return 0
    case op.BOOL:
      copyAxes<u8>(rank, axes, x, out)
      return 0
    default:
      copyAxes<u32>(rank, axes, x, out)
      return 0
  }
}

function copyAxes<T>(rank: i32, axes: usize, x: usize, out: usize): void {
  if (rank == 0) {
    store<T>(out, load<T>(x))
    return
  }
  const size = word(axes, 0)
  const xStep: isize = <isize>word(axes, 1) * sizeof<T>()
  const outStep: isize = <isize>word(axes, 2) * sizeof<T>()
  for (let i = 0; i < size; i++) {
    copyAxes<T>(rank - 1, axes + 12, x, out)
    x += xStep
    out += outStep
  }
}
