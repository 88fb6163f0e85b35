import * as op from '../opcodes.generated'
import { address, width, word } from '../machine/instruction'
import { partEnd, partStart } from '../machine/part'
import { SCRATCH_BYTES, scratch } from '../machine/scratch'

/** descending, dtype, outer, axis, inner, x, out (int32) */
export function argSort(instruction: usize): i32 {
  const dtype = word(instruction, 3)
  const first = partStart(address(instruction, 4), 1)
  const outer = partEnd(address(instruction, 4), 1) - first
  const axis = address(instruction, 5)
  const inner = address(instruction, 6)
  const x = address(instruction, 7) + first * axis * inner * width(dtype)
  const out = address(instruction, 8) + ((first * axis * inner) << 2)
  const descending = word(instruction, 2) != 0
  switch (dtype) {
    case op.FLOAT32:
      lines<f32>(descending, outer, axis, inner, x, out)
      return 0
    case op.FLOAT64:
      lines<f64>(descending, outer, axis, inner, x, out)
      return 0
    case op.INT32:
      lines<i32>(descending, outer, axis, inner, x, out)
      return 0
    default:
      return op.FAULT_OPCODE
  }
}

/** Whether the order says that a stands before b; NaN is above all. */
// @ts-ignore: decorator
@inline
function before<T>(descending: bool, a: T, b: T): bool {
  const low = descending ? b : a
  const high = descending ? a : b
  if (isFloat<T>()) return low < high || (high != high && low == low)
  return low < high
}

function lines<T>(descending: bool, outer: usize, axis: usize, inner: usize, x: usize, out: usize): void {
  // Keys and places, each twice.
  const withKeys = axis <= (SCRATCH_BYTES - 64) / (2 * sizeof<T>() + 8)
  const placesAlone = inner == 1 && axis <= SCRATCH_BYTES >> 2
  for (let o: usize = 0; o < outer; o++) {
    for (let i: usize = 0; i < inner; i++) {
      const keys = x + (o * axis * inner + i) * sizeof<T>()
      const places = out + ((o * axis * inner + i) << 2)
      if (withKeys) merge<T>(descending, axis, keys, places, inner)
      else if (placesAlone) mergePlaces<T>(descending, axis, keys, places)
      else heap<T>(descending, axis, keys, places, inner)
    }
  }
}

/** Merges runs of twice the length until there is one: stable. */
function merge<T>(descending: bool, n: usize, x: usize, out: usize, stride: usize): void {
  let keys = scratch()
  let otherKeys = keys + n * sizeof<T>()
  let places = (otherKeys + n * sizeof<T>() + 15) & ~15
  let otherPlaces = places + (n << 2)
  for (let i: usize = 0; i < n; i++) {
    store<T>(keys + i * sizeof<T>(), load<T>(x + i * stride * sizeof<T>()))
    store<i32>(places + (i << 2), <i32>i)
  }
  for (let run: usize = 1; run < n; run <<= 1) {
    for (let start: usize = 0; start < n; start += 2 * run) {
      const middle = min(start + run, n)
      const end = min(middle + run, n)
      let left = start
      let right = middle
      for (let to = start; to < end; to++) {
        let from = left
        if (
          right < end &&
          (left == middle || before<T>(
            descending, load<T>(keys + right * sizeof<T>()), load<T>(keys + left * sizeof<T>()),
          ))
        ) {
          from = right++
        } else left++
        store<T>(otherKeys + to * sizeof<T>(), load<T>(keys + from * sizeof<T>()))
        store<i32>(otherPlaces + (to << 2), load<i32>(places + (from << 2)))
      }
    }
    const heldKeys = keys
    keys = otherKeys
    otherKeys = heldKeys
    const heldPlaces = places
    places = otherPlaces
    otherPlaces = heldPlaces
  }
  for (let i: usize = 0; i < n; i++) {
    store<i32>(out + ((i * stride) << 2), load<i32>(places + (i << 2)))
  }
}

/** As `merge` for a longer line: the keys stay where they are, and the places go to and fro between output and scratch. */
function mergePlaces<T>(descending: bool, n: usize, x: usize, out: usize): void {
  let places = out
  let other = scratch()
  for (let i: usize = 0; i < n; i++) store<i32>(places + (i << 2), <i32>i)
  for (let run: usize = 1; run < n; run <<= 1) {
    for (let start: usize = 0; start < n; start += 2 * run) {
      const middle = min(start + run, n)
      const end = min(middle + run, n)
      let left = start
      let right = middle
      for (let to = start; to < end; to++) {
        let from = left
        if (
          right < end &&
          (left == middle || before<T>(
            descending, keyAt<T>(x, places + (right << 2)), keyAt<T>(x, places + (left << 2)),
          ))
        ) {
          from = right++
        } else left++
        store<i32>(other + (to << 2), load<i32>(places + (from << 2)))
      }
    }
    const held = places
    places = other
    other = held
  }
  if (places != out) memory.copy(out, places, n << 2)
}

// @ts-ignore: decorator
@inline
function keyAt<T>(x: usize, place: usize): T {
  return load<T>(x + <usize>load<u32>(place) * sizeof<T>())
}

/** For a line that leaves no room to merge: a heap in the output. By key and place no two are equal, so it is stable too. */
function heap<T>(descending: bool, n: usize, x: usize, out: usize, stride: usize): void {
  for (let i: usize = 0; i < n; i++) store<i32>(out + ((i * stride) << 2), <i32>i)
  for (let i = n >> 1; i > 0; i--) sink<T>(descending, i - 1, n, x, out, stride)
  for (let end = n; end > 1; ) {
    end--
    const last = out + ((end * stride) << 2)
    const largest = load<i32>(out)
    store<i32>(out, load<i32>(last))
    store<i32>(last, largest)
    sink<T>(descending, 0, end, x, out, stride)
  }
}

function sink<T>(
  descending: bool, root: usize, n: usize, x: usize, out: usize, stride: usize,
): void {
  const place = load<i32>(out + ((root * stride) << 2))
  for (;;) {
    let child: usize = 2 * root + 1
    if (child >= n) break
    let below = load<i32>(out + ((child * stride) << 2))
    if (child + 1 < n) {
      const other = load<i32>(out + (((child + 1) * stride) << 2))
      if (comesBefore<T>(descending, below, other, x, stride)) {
        below = other
        child++
      }
    }
    if (!comesBefore<T>(descending, place, below, x, stride)) break
    store<i32>(out + ((root * stride) << 2), below)
    root = child
  }
  store<i32>(out + ((root * stride) << 2), place)
}

// @ts-ignore: decorator
@inline
function comesBefore<T>(descending: bool, a: i32, b: i32, x: usize, stride: usize): bool {
  const keyA = load<T>(x + <usize>a * stride * sizeof<T>())
  const keyB = load<T>(x + <usize>b * stride * sizeof<T>())
  return before<T>(descending, keyA, keyB) || (a < b && !before<T>(descending, keyB, keyA))
}
