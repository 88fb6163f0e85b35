import { loadPart } from '../vectors/lanes'

/** The reduction of up to 128 neighbours, in lane 0: eight lanes in two vectors, or four of float64. */
export function blockOfRow<T, F>(count: usize, x: usize): v128 {
  const f = changetype<F>(0)
  const start = f.start()
  const end = x + (count & ~7) * sizeof<T>()
  const rest = count & 7
  let s0 = start
  let s1 = start
  if (sizeof<T>() == 4) {
    for (; x < end; x += 32) {
      s0 = f.of(s0, v128.load(x))
      s1 = f.of(s1, v128.load(x, 16))
    }
    if (rest) s0 = f.of(s0, loadPart<T>(x, rest, start))
    if (rest > 4) s1 = f.of(s1, loadPart<T>(x + 16, rest - 4, start))
    const halves = f.of(s0, s1)
    const pairs = f.of(halves, v128.shuffle<i32>(halves, halves, 2, 3, 2, 3))
    return f.of(pairs, v128.shuffle<i32>(pairs, pairs, 1, 1, 1, 1))
  }
  let s2 = start
  let s3 = start
  for (; x < end; x += 64) {
    s0 = f.of(s0, v128.load(x))
    s1 = f.of(s1, v128.load(x, 16))
    s2 = f.of(s2, v128.load(x, 32))
    s3 = f.of(s3, v128.load(x, 48))
  }
  if (rest) s0 = f.of(s0, loadPart<T>(x, rest, start))
  if (rest > 2) s1 = f.of(s1, loadPart<T>(x + 16, rest - 2, start))
  if (rest > 4) s2 = f.of(s2, loadPart<T>(x + 32, rest - 4, start))
  if (rest > 6) s3 = f.of(s3, loadPart<T>(x + 48, rest - 6, start))
  const pairs = f.of(f.of(s0, s2), f.of(s1, s3))
  return f.of(pairs, v128.shuffle<i64>(pairs, pairs, 1, 1))
}

/** The reduction of up to 128 vectors `step` bytes apart, column by column: eight lanes in eight vectors. */
export function blockOfColumns<F>(count: usize, step: usize, x: usize): v128 {
  const f = changetype<F>(0)
  const start = f.start()
  let s0 = start
  let s1 = start
  let s2 = start
  let s3 = start
  let s4 = start
  let s5 = start
  let s6 = start
  let s7 = start
  const end = x + (count & ~7) * step
  for (; x < end; x += 8 * step) {
    const middle = x + 4 * step
    s0 = f.of(s0, v128.load(x))
    s1 = f.of(s1, v128.load(x + step))
    s2 = f.of(s2, v128.load(x + 2 * step))
    s3 = f.of(s3, v128.load(middle - step))
    s4 = f.of(s4, v128.load(middle))
    s5 = f.of(s5, v128.load(middle + step))
    s6 = f.of(s6, v128.load(middle + 2 * step))
    s7 = f.of(s7, v128.load(middle + 3 * step))
  }
  const rest = count & 7
  if (rest > 0) s0 = f.of(s0, v128.load(x))
  if (rest > 1) s1 = f.of(s1, v128.load(x + step))
  if (rest > 2) s2 = f.of(s2, v128.load(x + 2 * step))
  if (rest > 3) s3 = f.of(s3, v128.load(x + 3 * step))
  if (rest > 4) s4 = f.of(s4, v128.load(x + 4 * step))
  if (rest > 5) s5 = f.of(s5, v128.load(x + 5 * step))
  if (rest > 6) s6 = f.of(s6, v128.load(x + 6 * step))
  const even = f.of(f.of(s0, s4), f.of(s2, s6))
  return f.of(even, f.of(f.of(s1, s5), f.of(s3, s7)))
}
