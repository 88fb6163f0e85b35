import { address, word } from '../machine/instruction'

/** Fills `n` parts with zeros and adds to each in the order of the loops at `axes`, whatever the number of threads. */
export function overlapAdd<T>(
  rank: i32, n: usize, axes: usize, x: usize, xPart: usize, out: usize, part: usize,
): void {
  for (let i: usize = 0; i < n; i++, x += xPart, out += part) {
    memory.fill(out, 0, part)
    addAxes<T>(rank, axes, x, out)
  }
}

/** Runs the loops in front of the last two, which `plane` runs. */
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
