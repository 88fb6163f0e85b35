import * as op from '../src/opcodes'
import { ROWS } from '../src/threads/cut'
import { address, width, word } from './instruction'
import { partEnd, partStart } from './part'

/**
 * dtype, rank, x, out, then rank × (size, stride of x, stride of out). The first loop cuts out into parts
 * of its stride, each of which is filled with zeros and then added to in the order of the other loops,
 * whatever the number of threads.
 */
export function accumulate(at: usize): i32 {
  const dtype = word(at, 2)
  const axes = at + 24
  const size = address(axes, 0)
  const first = partStart(size, ROWS)
  const n = partEnd(size, ROWS) - first
  if (n == 0) return 0
  const xPart = address(axes, 1) * width(dtype)
  const part = address(axes, 2) * width(dtype)
  const x = address(at, 4) + first * xPart
  const out = address(at, 5) + first * part
  switch (dtype) {
    case op.FLOAT32:
      parts<f32>(word(at, 3) - 1, n, axes + 12, x, xPart, out, part)
      return 0
    case op.FLOAT64:
      parts<f64>(word(at, 3) - 1, n, axes + 12, x, xPart, out, part)
      return 0
    case op.INT32:
      parts<i32>(word(at, 3) - 1, n, axes + 12, x, xPart, out, part)
      return 0
    default:
      return op.FAULT_OPCODE
  }
}

function parts<T>(
  rank: i32, n: usize, axes: usize, x: usize, xPart: usize, out: usize, part: usize,
): void {
  for (let i: usize = 0; i < n; i++, x += xPart, out += part) {
    memory.fill(out, 0, part)
    addAxes<T>(rank, axes, x, out)
  }
}

/** Walks the loops in front of the last two, which form a plane. */
function addAxes<T>(rank: i32, axes: usize, x: usize, out: usize): void {
  if (rank == 0) {
    store<T>(out, load<T>(out) + load<T>(x))
    return
  }
  const size = address(axes, 0)
  const xStep = <usize>word(axes, 1) * sizeof<T>()
  const outStep = <usize>word(axes, 2) * sizeof<T>()
  if (rank == 1) {
    plane<T>(1, 0, 0, axes, x, out)
    return
  }
  if (rank == 2) {
    plane<T>(size, xStep, outStep, axes + 12, x, out)
    return
  }
  for (let i: usize = 0; i < size; i++, x += xStep, out += outStep) {
    addAxes<T>(rank - 1, axes + 12, x, out)
  }
}

function plane<T>(rows: usize, xRow: usize, outRow: usize, axis: usize, x: usize, out: usize): void {
  const columns = address(axis, 0)
  const xStep = <usize>word(axis, 1) * sizeof<T>()
  const outStep = <usize>word(axis, 2) * sizeof<T>()
  const inRuns = xStep == sizeof<T>() && outStep == sizeof<T>()
  const whole = inRuns ? (columns * sizeof<T>()) & ~15 : 0
  for (let i: usize = 0; i < rows; i++, x += xRow, out += outRow) {
    let from = x
    let to = out
    for (const end = x + whole; from < end; from += 16, to += 16) {
      v128.store(to, v128.add<T>(v128.load(to), v128.load(from)))
    }
    for (const end = x + columns * xStep; from < end; from += xStep, to += outStep) {
      store<T>(to, load<T>(to) + load<T>(from))
    }
  }
}
