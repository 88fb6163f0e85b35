import { address } from '../machine/instruction'

/**
 * For each of `n` parts and each window in it, where the largest stands: the loops at `axes` that do not
 * move in out run within a window, and those after them from one window to the next.
 */
export function firstLargest<T>(
  rank: i32, n: usize, axes: usize, x: usize, xPart: usize, out: usize, part: usize,
): void {
  let within = 0
  while (within < rank && address(axes, 3 * within + 2) == 0) within++
  const moving = axes + <usize>within * 12
  const along = rank - within
  const row = axes + <usize>(rank - 1) * 12
  const columns = along ? address(row, 0) : 1
  const step = along ? address(row, 1) : 0
  const rows = product(moving, along - 1)
  for (let i: usize = 0; i < n; i++, x += xPart, out += part) {
    let to = out
    for (let r: usize = 0; r < rows; r++, to += columns << 2) {
      windowsOfRow<T>(within, axes, x, offsetOf(r, moving, along - 1), columns, step, to)
    }
  }
}

/** How many turns the first `count` loops have together. */
function product(axes: usize, count: i32): usize {
  let all: usize = 1
  for (let axis = 0; axis < count; axis++) all *= address(axes, 3 * axis)
  return all
}

/** How many elements of x turn `index` of the first `count` loops is away from turn 0, where the last loop is the innermost. */
function offsetOf(index: usize, axes: usize, count: i32): usize {
  if (count == 1) return index * address(axes, 1)
  let offset: usize = 0
  for (let axis = count - 1; axis >= 0; axis--) {
    const size = address(axes, 3 * axis)
    offset += (index % size) * address(axes, 3 * axis + 1)
    index /= size
  }
  return offset
}

/** Windows whose first elements stand `step` apart, from `offset` on. */
function windowsOfRow<T>(
  within: i32, axes: usize, x: usize, offset: usize, columns: usize, step: usize, out: usize,
): void {
  const last = axes + <usize>(within - 1) * 12
  const count = within ? address(last, 0) : 1
  const next = within ? address(last, 1) : 0
  const lines = product(axes, within - 1)
  let j: usize = 0
  if (sizeof<T>() == 4 && columns >= 4) {
    for (;;) {
      fourWindows(within, axes, lines, count, next, x, offset + j * step, step, out + (j << 2))
      if (j + 4 == columns) return
      // Four at a time to the end: the last four may repeat some of those before.
      j = min(j + 4, columns - 4)
    }
  }
  for (; j < columns; j++) {
    const place = oneWindow<T>(within, axes, lines, count, next, x, offset + j * step)
    store<i32>(out + (j << 2), place)
  }
}

function oneWindow<T>(
  within: i32, axes: usize, lines: usize, count: usize, next: usize, x: usize, offset: usize,
): i32 {
  let place = offset
  let largest = load<T>(x + offset * sizeof<T>())
  for (let line: usize = 0; line < lines; line++) {
    let at = offset + offsetOf(line, axes, within - 1)
    for (let i: usize = 0; i < count; i++, at += next) {
      const value = load<T>(x + at * sizeof<T>())
      if (value > largest || (value != value && largest == largest)) {
        largest = value
        place = at
      }
    }
  }
  return <i32>place
}

/** Four float32 windows at once, one a lane. */
function fourWindows(
  within: i32, axes: usize, lines: usize, count: usize, next: usize, x: usize, offset: usize, step: usize, out: usize,
): void {
  let place = i32x4.splat(0)
  let largest = everyStep(x + (offset << 2), step)
  for (let line: usize = 0; line < lines; line++) {
    let at = offsetOf(line, axes, within - 1)
    for (let i: usize = 0; i < count; i++, at += next) {
      const value = everyStep(x + ((offset + at) << 2), step)
      const wins = v128.or(
        f32x4.gt(value, largest),
        v128.and(f32x4.ne(value, value), f32x4.eq(largest, largest)),
      )
      largest = v128.bitselect(value, largest, wins)
      place = v128.bitselect(i32x4.splat(<i32>at), place, wins)
    }
  }
  const lanes = i32x4.mul(i32x4(0, 1, 2, 3), i32x4.splat(<i32>step))
  v128.store(out, i32x4.add(place, i32x4.add(lanes, i32x4.splat(<i32>offset))))
}

/** Four elements `step` apart; never reads beyond the last. */
// @ts-ignore: decorator
@inline
function everyStep(x: usize, step: usize): v128 {
  if (step == 1) return v128.load(x)
  if (step == 2) return v128.shuffle<i32>(v128.load(x), v128.load(x, 12), 0, 2, 5, 7)
  const bytes = step << 2
  let four = v128.load32_zero(x)
  four = v128.load_lane<u32>(x + bytes, four, 1)
  four = v128.load_lane<u32>(x + 2 * bytes, four, 2)
  return v128.load_lane<u32>(x + 3 * bytes, four, 3)
}
