/**
 * Reductions of the middle axis of [outer, axis, inner].
 *
 * The law of the order: the axis is cut into blocks of 128. Within a block, element j goes to lane
 * j mod 8, and each lane takes its elements in order. A block's lanes combine as
 * ((0·4)·(2·6))·((1·5)·(3·7)). Blocks combine in pairs, pairs in pairs and so on, the unpaired ones
 * from the last to the first. Only the axis's elements enter, so `inner` and position change no bits;
 * the error of a sum grows as log(axis), as that of pairwise summation.
 */
import { loadPart, storePart } from '../vectors/lanes'
import { blockOfColumns, blockOfRow } from './reduce-block'
import { scratch } from '../machine/scratch'

/** Elements along the axis that combine before anything else does. */
export const BLOCK: usize = 128
/** Columns whose pending blocks stand in the scratch together: 1 KiB a level, 32 levels at most. */
export const TILE_BYTES: usize = 1024

/** out[o, i] = F over j of x[o, j, i], for i from `left` up to `right`. */
export function reduceAxis<T, F>(
  outer: usize, axis: usize, inner: usize, left: usize, right: usize, x: usize, out: usize,
): void {
  const f = changetype<F>(0)
  const bytes = inner * sizeof<T>()
  if (axis == 0) {
    for (let o: usize = 0; o < outer; o++, out += bytes) {
      for (let i = left; i < right; i++) storePart<T>(out + i * sizeof<T>(), f.empty(), 1)
    }
    return
  }
  for (let o: usize = 0; o < outer; o++, x += axis * bytes, out += bytes) {
    if (inner == 1) {
      storePart<T>(out, reduceRow<T, F>(axis, x), 1)
      continue
    }
    const end = right * sizeof<T>()
    for (let start = left * sizeof<T>(); start < end; start += TILE_BYTES) {
      reduceTile<T, F>(axis, bytes, x + start, out + start, min(TILE_BYTES, end - start))
    }
  }
}

/** One line of neighbours; the result in lane 0. */
export function reduceRow<T, F>(axis: usize, x: usize): v128 {
  if (axis <= BLOCK) return blockOfRow<T, F>(axis, x)
  const pending = scratch()
  let blocks: u32 = 0
  for (let start: usize = 0; start < axis; start += BLOCK, blocks++) {
    const block = blockOfRow<T, F>(min(BLOCK, axis - start), x + start * sizeof<T>())
    push<F>(blocks, block, pending, 16)
  }
  return join<F>(blocks, pending, 16)
}

/**
 * Columns of `width` bytes from x: vector by vector, the last one overlapping the one before. The
 * overlap repeats itself harmlessly: a push reads the levels taken and writes the first one free.
 */
export function reduceTile<T, F>(axis: usize, bytes: usize, x: usize, out: usize, width: usize): void {
  const narrow = width < 16
  const last = narrow ? 0 : width - 16
  const pending = scratch()
  let blocks: u32 = 0
  for (let start: usize = 0; start < axis; start += BLOCK, blocks++) {
    const rows = min(BLOCK, axis - start)
    const from = x + start * bytes
    for (let at: usize = 0; ; at = min(at + 16, last)) {
      const block = narrow
        ? narrowBlock<T, F>(rows, bytes, from, width)
        : blockOfColumns<F>(rows, bytes, from + at)
      if (axis <= BLOCK) storeColumns<T>(out + at, block, width)
      else push<F>(blocks, block, pending + at, TILE_BYTES)
      if (at == last) break
    }
  }
  if (axis <= BLOCK) return
  for (let at: usize = 0; ; at = min(at + 16, last)) {
    storeColumns<T>(out + at, join<F>(blocks, pending + at, TILE_BYTES), width)
    if (at == last) break
  }
}

/** Fewer columns than lanes: padded to whole vectors in the scratch, behind the pending blocks. */
function narrowBlock<T, F>(rows: usize, bytes: usize, from: usize, width: usize): v128 {
  const padded = scratch() + 32 * TILE_BYTES
  const zero = i32x4.splat(0)
  for (let j: usize = 0; j < rows; j++, from += bytes) {
    v128.store(padded + (j << 4), loadPart<T>(from, width / sizeof<T>(), zero))
  }
  return blockOfColumns<F>(rows, 16, padded)
}

// @ts-ignore: decorator
@inline
function storeColumns<T>(to: usize, v: v128, width: usize): void {
  if (width < 16) storePart<T>(to, v, width / sizeof<T>())
  else v128.store(to, v)
}

/** Adds a finished block to those pending, of which level l holds one of 2^l blocks, if any. */
// @ts-ignore: decorator
@inline
function push<F>(blocks: u32, block: v128, pending: usize, stride: usize): void {
  const f = changetype<F>(0)
  for (; blocks & 1; blocks >>= 1, pending += stride) block = f.of(v128.load(pending), block)
  v128.store(pending, block)
}

/** Combines what is pending after `blocks` (1 or more), from the last to the first. */
// @ts-ignore: decorator
@inline
function join<F>(blocks: u32, pending: usize, stride: usize): v128 {
  const f = changetype<F>(0)
  const lowest = ctz(blocks)
  let total = v128.load(pending + <usize>lowest * stride)
  for (let level = lowest + 1; blocks >> level; level++) {
    if ((blocks >> level) & 1) total = f.of(v128.load(pending + <usize>level * stride), total)
  }
  return total
}
