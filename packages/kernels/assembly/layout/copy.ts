import * as op from '../opcodes.generated'
import { ELEMENTS, ROWS } from '../../src/threads/cut'
import { address, width, word } from '../machine/instruction'
import { partEnd, partStart } from '../machine/part'
import { copyRun, repeat } from './run-copy'
import { transpose } from './transpose'

/** A line of at most so many elements costs more to start than to copy: then the last two loops change places. */
const NARROW: usize = 4
/** How far such a loop goes at once: so many cache lines stay in the cache until the next line needs them. */
const TOGETHER: usize = 256

/** dtype, rank, x, out, loops…: for each the size, the stride of x, the stride of out */
export function copy(instruction: usize): i32 {
  const rank = word(instruction, 3)
  const axes = instruction + 24
  const dtype = word(instruction, 2)
  const unit = rank > 1 ? ROWS : ELEMENTS
  const size: usize = rank == 0 ? 1 : address(axes, 0)
  const first = partStart(size, unit)
  const n = partEnd(size, unit) - first
  if (n == 0) return 0
  const x = address(instruction, 4) + first * address(axes, 1) * width(dtype)
  const out = address(instruction, 5) + first * address(axes, 2) * width(dtype)
  switch (dtype) {
    case op.FLOAT64:
      copyAxes<u64>(rank, n, axes, x, out)
      return 0
    case op.BOOL:
      copyAxes<u8>(rank, n, axes, x, out)
      return 0
    default:
      copyAxes<u32>(rank, n, axes, x, out)
      return 0
  }
}

/** Runs the loops in front of the last two, which `plane` runs; the first has `size` turns. */
function copyAxes<T>(rank: i32, size: usize, axes: usize, x: usize, out: usize): void {
  if (rank == 0) {
    store<T>(out, load<T>(x))
    return
  }
  const xStep = <usize>word(axes, 1)
  const outStep = <usize>word(axes, 2)
  if (rank == 1) {
    line<T>(size, x, out, xStep, outStep)
    return
  }
  if (rank == 2) {
    plane<T>(size, xStep, outStep, axes + 12, x, out)
    return
  }
  for (let i: usize = 0; i < size; i++) {
    copyAxes<T>(rank - 1, <usize>load<u32>(axes + 12), axes + 12, x, out)
    x += xStep * sizeof<T>()
    out += outStep * sizeof<T>()
  }
}

/** Two axes: where x runs along one and out along the other a transposition, else line by line. */
function plane<T>(rows: usize, xRow: usize, outRow: usize, axis: usize, x: usize, out: usize): void {
  const columns = <usize>load<u32>(axis)
  const xColumn = <usize>word(axis, 1)
  const outColumn = <usize>word(axis, 2)
  if (min(rows, columns) > NARROW) {
    if (xRow == 1 && outColumn == 1) {
      transpose<T>(rows, columns, x, out, xColumn, outRow)
      return
    }
    if (xColumn == 1 && outRow == 1) {
      transpose<T>(columns, rows, x, out, xRow, outColumn)
      return
    }
  }
  if (columns > NARROW || columns >= rows) {
    lines<T>(rows, xRow, outRow, columns, xColumn, outColumn, x, out)
    return
  }
  for (let start: usize = 0; start < rows; start += TOGETHER) {
    const n = min(TOGETHER, rows - start)
    const from = x + start * xRow * sizeof<T>()
    const to = out + start * outRow * sizeof<T>()
    lines<T>(columns, xColumn, outColumn, n, xRow, outRow, from, to)
  }
}

function lines<T>(
  count: usize, xNext: usize, outNext: usize,
  n: usize, xStep: usize, outStep: usize, x: usize, out: usize,
): void {
  for (let i: usize = 0; i < count; i++) {
    line<T>(n, x, out, xStep, outStep)
    x += xNext * sizeof<T>()
    out += outNext * sizeof<T>()
  }
}

// Strides are usize that wrap: adding a negative one modulo 2^32 steps back.
function line<T>(n: usize, x: usize, out: usize, xStep: usize, outStep: usize): void {
  if (outStep == 1) {
    if (xStep == 1) {
      copyRun(out, x, n * sizeof<T>())
      return
    }
    if (xStep == 0) {
      repeat<T>(n, out, load<T>(x))
      return
    }
  }
  const xBytes = xStep * sizeof<T>()
  const outBytes = outStep * sizeof<T>()
  for (let i: usize = 0; i < n; i++, x += xBytes, out += outBytes) store<T>(out, load<T>(x))
}
