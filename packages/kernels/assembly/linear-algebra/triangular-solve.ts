import * as op from '../opcodes.generated'
import { reportMatrix } from '../machine/faulty-matrix'
import { address, word } from '../machine/instruction'
import { divideRow, subtractMultiple, swapRows } from './matrix-rows'
import { partEnd, partStart } from '../machine/part'

/** fn, dtype, batch, n, columns, flags, a, b, out */
export function triangularSolve(instruction: usize): i32 {
  const batch = address(instruction, 4)
  const n = address(instruction, 5)
  const columns = address(instruction, 6)
  const flags = word(instruction, 7)
  const a = address(instruction, 8)
  const b = address(instruction, 9)
  const out = address(instruction, 10)
  const factored = word(instruction, 2) == op.FACTORED
  switch (word(instruction, 3)) {
    case op.FLOAT32:
      return factored
        ? solveAll<f32>(batch, n, columns, flags, a, b, out)
        : sweepAll<f32>(batch, n, columns, flags, a, b, out)
    case op.FLOAT64:
      return factored
        ? solveAll<f64>(batch, n, columns, flags, a, b, out)
        : sweepAll<f64>(batch, n, columns, flags, a, b, out)
    default:
      return op.FAULT_OPCODE
  }
}

function sweepAll<T>(
  batch: usize, n: usize, columns: usize, flags: i32, a: usize, b: usize, out: usize,
): i32 {
  const matrix = n * n * sizeof<T>()
  const sides = n * columns * sizeof<T>()
  const last = partEnd(batch, 1)
  for (let i = partStart(batch, 1); i < last; i++) {
    const x = out + i * sides
    memory.copy(x, b + i * sides, sides)
    sweep<T>(n, columns, flags, a + i * matrix, x)
  }
  return 0
}

/** By the factors of LU, which stand with the exchanges of rows behind them. */
function solveAll<T>(
  batch: usize, n: usize, columns: usize, flags: i32, a: usize, b: usize, out: usize,
): i32 {
  const row = columns * sizeof<T>()
  const sides = n * row
  const last = partEnd(batch, 1)
  for (let i = partStart(batch, 1); i < last; i++) {
    const factors = a + i * (n * n + n + 2) * sizeof<T>()
    const swaps = factors + n * n * sizeof<T>()
    const x = out + i * sides
    for (let k: usize = 0; k < n; k++) {
      if (!(load<T>(swaps + k * sizeof<T>()) >= 0 && load<T>(swaps + k * sizeof<T>()) < <T>n)) {
        return op.FAULT_INDEX
      }
      if (load<T>(factors + k * (n + 1) * sizeof<T>()) == 0) {
        reportMatrix(<i32>i)
        return op.FAULT_SINGULAR
      }
    }
    memory.copy(x, b + i * sides, sides)
    if (flags & op.TRANSPOSED) {
      sweep<T>(n, columns, op.UPPER | op.TRANSPOSED, factors, x)
      sweep<T>(n, columns, op.UNIT | op.TRANSPOSED, factors, x)
      for (let k = n; k-- > 0; ) {
        swapRows<T>(columns, x + k * row, x + <usize>load<T>(swaps + k * sizeof<T>()) * row)
      }
    } else {
      for (let k: usize = 0; k < n; k++) {
        swapRows<T>(columns, x + k * row, x + <usize>load<T>(swaps + k * sizeof<T>()) * row)
      }
      sweep<T>(n, columns, op.UNIT, factors, x)
      sweep<T>(n, columns, op.UPPER, factors, x)
    }
  }
  return 0
}

/** x ← A⁻¹ x, row by row from the side on which one unknown stands alone. */
function sweep<T>(n: usize, columns: usize, flags: i32, a: usize, x: usize): void {
  const upper = (flags & op.UPPER) != 0
  const transposed = (flags & op.TRANSPOSED) != 0
  const unit = (flags & op.UNIT) != 0
  const row = columns * sizeof<T>()
  const across = (transposed ? n : 1) * sizeof<T>()
  const down = (transposed ? 1 : n) * sizeof<T>()
  const forward = upper == transposed
  for (let step: usize = 0; step < n; step++) {
    const i = forward ? step : n - 1 - step
    const to = x + i * row
    for (let done: usize = 0; done < step; done++) {
      const j = forward ? done : n - 1 - done
      subtractMultiple<T>(columns, load<T>(a + i * down + j * across), x + j * row, to)
    }
    if (!unit) divideRow<T>(columns, load<T>(a + i * (n + 1) * sizeof<T>()), to)
  }
}
