import * as op from '../opcodes.generated'
import { address, word } from '../machine/instruction'
import { subtractMultiple, swapRows } from './matrix-rows'
import { partEnd, partStart } from '../machine/part'

/** dtype, batch, n, x, out */
export function lu(instruction: usize): i32 {
  switch (word(instruction, 2)) {
    case op.FLOAT32:
      factorAll<f32>(address(instruction, 3), address(instruction, 4), address(instruction, 5), address(instruction, 6))
      return 0
    case op.FLOAT64:
      factorAll<f64>(address(instruction, 3), address(instruction, 4), address(instruction, 5), address(instruction, 6))
      return 0
    default:
      return op.FAULT_OPCODE
  }
}

function factorAll<T>(batch: usize, n: usize, x: usize, out: usize): void {
  const matrix = n * n * sizeof<T>()
  const packed = matrix + (n + 2) * sizeof<T>()
  const last = partEnd(batch, 1)
  for (let i = partStart(batch, 1); i < last; i++) {
    const to = out + i * packed
    memory.copy(to, x + i * matrix, matrix)
    factor<T>(n, to)
  }
}

/** Elimination in place: from each row below the pivot's, a multiple of the pivot's row is subtracted, column k after column. */
function factor<T>(n: usize, a: usize): void {
  const row = n * sizeof<T>()
  const swaps = a + n * row
  let sign: T = 1
  let product: T = 1
  for (let k: usize = 0; k < n; k++) {
    const column = k * sizeof<T>()
    const from = a + k * row
    const best = largestBelow<T>(n, k, a + column)
    store<T>(swaps + column, <T>best)
    if (best != k) {
      swapRows<T>(n, from, a + best * row)
      sign = -sign
      product = -product
    }
    const pivot = load<T>(from + column)
    product *= pivot
    sign *= pivot < 0 ? -1 : pivot > 0 ? 1 : pivot
    // A column of zeros: there is nothing to take away.
    if (pivot == 0) continue
    for (let i = k + 1; i < n; i++) {
      const to = a + i * row + column
      const factor = load<T>(to) / pivot
      store<T>(to, factor)
      const next = sizeof<T>()
      subtractMultiple<T>(n - 1 - k, factor, from + column + next, to + next)
    }
  }
  // Never −0.
  store<T>(swaps + row, sign == 0 ? 0 : sign)
  store<T>(swaps + row + sizeof<T>(), product == 0 ? 0 : product)
}

/** The row, from k on, with the largest element of a column: the first of equals. */
function largestBelow<T>(n: usize, k: usize, column: usize): usize {
  let best = k
  let most = abs<T>(load<T>(column + k * n * sizeof<T>()))
  for (let i = k + 1; i < n; i++) {
    const size = abs<T>(load<T>(column + i * n * sizeof<T>()))
    if (size > most) {
      most = size
      best = i
    }
  }
  return best
}
