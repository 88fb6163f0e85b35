// Part of a vector, lane by lane: what a loop's tail loads and stores, so that the last elements
// go through the same vector function as all others and nothing beyond an operand is touched.

/** The first `count` (1 to lanes of T) elements at `from`, the other lanes from `others`. */
// @ts-ignore: decorator
@inline
export function loadPart<T>(from: usize, count: usize, others: v128): v128 {
  if (sizeof<T>() == 8) {
    const first = v128.load_lane<i64>(from, others, 0)
    return count > 1 ? v128.load_lane<i64>(from, first, 1, 8) : first
  }
  let v = v128.load_lane<i32>(from, others, 0)
  if (count > 1) v = v128.load_lane<i32>(from, v, 1, 4)
  if (count > 2) v = v128.load_lane<i32>(from, v, 2, 8)
  if (count > 3) v = v128.load_lane<i32>(from, v, 3, 12)
  return v
}

/** Stores the first `count` (1 to lanes of T) elements of `v` at `to`. */
// @ts-ignore: decorator
@inline
export function storePart<T>(to: usize, v: v128, count: usize): void {
  if (sizeof<T>() == 8) {
    v128.store_lane<i64>(to, v, 0)
    if (count > 1) v128.store_lane<i64>(to, v, 1, 8)
    return
  }
  v128.store_lane<i32>(to, v, 0)
  if (count > 1) v128.store_lane<i32>(to, v, 1, 4)
  if (count > 2) v128.store_lane<i32>(to, v, 2, 8)
  if (count > 3) v128.store_lane<i32>(to, v, 3, 12)
}
