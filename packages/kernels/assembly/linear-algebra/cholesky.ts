import * as op from '../opcodes.generated'
import { reportMatrix } from '../machine/faulty-matrix'
import { address, word } from '../machine/instruction'
import { dot } from './matrix-rows'
import { partEnd, partStart } from '../machine/part'

/** dtype, batch, n, x, out */
export function cholesky(instruction: usize): i32 {
  switch (word(instruction, 2)) {
    case op.FLOAT32:
      return factorAll<f32>(address(instruction, 3), address(instruction, 4), address(instruction, 5), address(instruction, 6))
    case op.FLOAT64:
      return factorAll<f64>(address(instruction, 3), address(instruction, 4), address(instruction, 5), address(instruction, 6))
    default:
      return op.FAULT_OPCODE
  }
}

function factorAll<T>(batch: usize, n: usize, x: usize, out: usize): i32 {
  const bytes = n * n * sizeof<T>()
  const last = partEnd(batch, 1)
  for (let i = partStart(batch, 1); i < last; i++) {
    if (!factor<T>(n, x + i * bytes, out + i * bytes)) {
      reportMatrix(<i32>i)
      return op.FAULT_NOT_POSITIVE_DEFINITE
    }
  }
  return 0
}

/** Row by row, each element a product of two rows of the result. False where a pivot is not above 0. */
function factor<T>(n: usize, x: usize, out: usize): bool {
  const row = n * sizeof<T>()
  for (let i: usize = 0; i < n; i++) {
    const from = x + i * row
    const to = out + i * row
    for (let j: usize = 0; j < i; j++) {
      const place = j * sizeof<T>()
      const other = out + j * row
      const rest = load<T>(from + place) - dot<T>(j, to, other)
      store<T>(to + place, rest / load<T>(other + place))
    }
    const place = i * sizeof<T>()
    const pivot = load<T>(from + place) - dot<T>(i, to, to)
    if (!(pivot > 0)) return false
    store<T>(to + place, sqrt<T>(pivot))
    memory.fill(to + place + sizeof<T>(), 0, (n - 1 - i) * sizeof<T>())
  }
  return true
}
