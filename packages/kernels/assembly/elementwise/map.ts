import { loadPart, storePart } from '../vectors/lanes'

// A function of the loops below is a class F with one inlined method `of`: `changetype<F>(0)`
// makes a receiver out of nothing, so each loop is compiled once per function, without calls.
// An element's bits depend on its value alone: whole vectors and tails share the function, and a
// vector function must treat its lanes independently.

/** out[i] = F(x[i]) for elements of T, a vector at a time. */
export function map<T, F>(n: usize, x: usize, out: usize): void {
  const f = changetype<F>(0)
  const lanes: usize = 16 / sizeof<T>()
  const rest = n & (lanes - 1)
  const end = x + (n - rest) * sizeof<T>()
  for (; x < end; x += 16, out += 16) v128.store(out, f.of(v128.load(x)))
  if (rest) storePart<T>(out, f.of(loadPart<T>(x, rest, i32x4.splat(0))), rest)
}

/** out[i] = F(a[i], b[i]) for elements of T, a vector at a time. */
export function zip<T, F>(n: usize, a: usize, b: usize, out: usize): void {
  const f = changetype<F>(0)
  const lanes: usize = 16 / sizeof<T>()
  const rest = n & (lanes - 1)
  const end = a + (n - rest) * sizeof<T>()
  for (; a < end; a += 16, b += 16, out += 16) {
    v128.store(out, f.of(v128.load(a), v128.load(b)))
  }
  if (rest) {
    const zero = i32x4.splat(0)
    storePart<T>(out, f.of(loadPart<T>(a, rest, zero), loadPart<T>(b, rest, zero)), rest)
  }
}

/** out[i] = F(x[i]) for elements of T, one at a time. */
export function mapEach<T, F>(n: usize, x: usize, out: usize): void {
  const f = changetype<F>(0)
  const end = x + n * sizeof<T>()
  for (; x < end; x += sizeof<T>(), out += sizeof<T>()) store<T>(out, f.of(load<T>(x)))
}

/** out[i] = F(a[i], b[i]) for elements of T, one at a time. */
export function zipEach<T, F>(n: usize, a: usize, b: usize, out: usize): void {
  const f = changetype<F>(0)
  const end = a + n * sizeof<T>()
  for (; a < end; a += sizeof<T>(), b += sizeof<T>(), out += sizeof<T>()) {
    store<T>(out, f.of(load<T>(a), load<T>(b)))
  }
}
