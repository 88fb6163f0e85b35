import * as op from '../opcodes.generated'
import { ROWS } from '../../src/threads/cut'
import { address, width, word } from '../machine/instruction'
import { loadPart } from '../vectors/lanes'
import { partEnd, partStart } from '../machine/part'
import { BLOCK, reduceRow, reduceTile, TILE_BYTES } from './reduce-axis'
import { MaxFloat32, MaxFloat64, MaxInt32, MinFloat32, MinFloat64, MinInt32 } from './reducers'
import { scratch } from '../machine/scratch'

/** fn, dtype, outer, axis, inner, x, out (int32) */
export function argReduce(instruction: usize): i32 {
  const dtype = word(instruction, 3)
  const first = partStart(address(instruction, 4), ROWS)
  const outer = partEnd(address(instruction, 4), ROWS) - first
  const axis = address(instruction, 5)
  const inner = address(instruction, 6)
  const x = address(instruction, 7) + first * axis * inner * width(dtype)
  const out = address(instruction, 8) + (first * inner << 2)
  switch ((dtype << 4) | word(instruction, 2)) {
    case (op.FLOAT32 << 4) | op.MAX:
      places<f32, MaxFloat32>(outer, axis, inner, x, out)
      return 0
    case (op.FLOAT32 << 4) | op.MIN:
      places<f32, MinFloat32>(outer, axis, inner, x, out)
      return 0
    case (op.FLOAT64 << 4) | op.MAX:
      places<f64, MaxFloat64>(outer, axis, inner, x, out)
      return 0
    case (op.FLOAT64 << 4) | op.MIN:
      places<f64, MinFloat64>(outer, axis, inner, x, out)
      return 0
    case (op.INT32 << 4) | op.MAX:
      places<i32, MaxInt32>(outer, axis, inner, x, out)
      return 0
    case (op.INT32 << 4) | op.MIN:
      places<i32, MinInt32>(outer, axis, inner, x, out)
      return 0
    default:
      return op.FAULT_OPCODE
  }
}

/** Finds the extreme, which is NaN where there is one, and then where it first stands: 0 for an empty axis. */
function places<T, F>(outer: usize, axis: usize, inner: usize, x: usize, out: usize): void {
  if (axis == 0) {
    memory.fill(out, 0, (outer * inner) << 2)
    return
  }
  const bytes = inner * sizeof<T>()
  const extremes = scratch() + (64 << 10)
  for (let o: usize = 0; o < outer; o++, x += axis * bytes, out += inner << 2) {
    if (inner == 1) {
      v128.store(extremes, reduceRow<T, F>(axis, x))
      store<i32>(out, <i32>find<T>(load<T>(extremes), axis, x))
      continue
    }
    for (let start: usize = 0; start < bytes; start += TILE_BYTES) {
      const width = min(TILE_BYTES, bytes - start)
      reduceTile<T, F>(axis, bytes, x + start, extremes, width)
      findColumns<T>(axis, bytes, x + start, extremes, width, out + (start / sizeof<T>() << 2))
    }
  }
}

/** Where `value` first stands; or the first NaN, which there only is if `value` is one. */
function find<T>(value: T, n: usize, x: usize): usize {
  const lanes: usize = 16 / sizeof<T>()
  const all = v128.splat<T>(value)
  let i: usize = 0
  if (value == value) {
    for (; i + lanes <= n; i += lanes) {
      if (v128.any_true(v128.eq<T>(v128.load(x + i * sizeof<T>()), all))) break
    }
  }
  for (; i < n; i++) {
    const element = load<T>(x + i * sizeof<T>())
    if (element == value || element != element) break
  }
  return i
}

/**
 * As `find`, for columns of `width` bytes. It goes from the last row to the first and overwrites what it found, so
 * that the first place remains; by blocks of rows that stay in the cache until the next columns need them.
 */
function findColumns<T>(
  axis: usize, bytes: usize, x: usize, extremes: usize, width: usize, out: usize,
): void {
  const zero = i32x4.splat(0)
  const found = extremes + TILE_BYTES
  for (let end = axis; end > 0; ) {
    const start = (end - 1) & ~(BLOCK - 1)
    for (let at: usize = 0; at < width; at += 16) {
      const extreme = v128.load(extremes + at)
      const part = min<usize>(16, width - at) / sizeof<T>()
      let place = end == axis ? zero : v128.load(found + at)
      let from = x + at + end * bytes
      for (let j = end; j > start; j--) {
        from -= bytes
        const row = part * sizeof<T>() == 16 ? v128.load(from) : loadPart<T>(from, part, zero)
        place = v128.bitselect(i32x4.splat(<i32>j - 1), place, matches<T>(row, extreme))
      }
      v128.store(found + at, place)
    }
    end = start
  }
  const count = width / sizeof<T>()
  for (let i: usize = 0; i < count; i++) {
    store<i32>(out + (i << 2), load<i32>(found + i * sizeof<T>()))
  }
}

// @ts-ignore: decorator
@inline
function matches<T>(x: v128, value: v128): v128 {
  if (!isFloat<T>()) return v128.eq<T>(x, value)
  return v128.or(v128.eq<T>(x, value), v128.ne<T>(x, x))
}
