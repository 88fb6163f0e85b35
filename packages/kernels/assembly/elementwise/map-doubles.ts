/**
 * float32 functions that compute in doubles, applied to a block at a time in three loops: convert, compute,
 * round. The second takes two vectors a round, which an engine may join into one of 256 bits
 * (useWideVectors); conversions it cannot join. `bench:operations` has the figures.
 */
import { highPair, joinPairs, lowPair } from '../elementary/float32/pair'
import { loadPart, storePart } from '../vectors/lanes'
import { scratch } from '../machine/scratch'

/** Elements of a block. */
const BLOCK: usize = 256
/** Scratch that a block takes. */
export const DOUBLES_BYTES: usize = BLOCK * sizeof<f64>()

/** out[i] = F(x[i]), F of two doubles in a vector; as in map.ts, their lanes are independent. */
export function mapDoubles<F>(n: usize, x: usize, out: usize): void {
  const f = changetype<F>(0)
  const from = scratch()
  while (n > 0) {
    const count = min(n, BLOCK)
    const end = convert(count, x, from)
    for (let at = from; at < end; at += 32) {
      const low = f.of(v128.load(at))
      const high = f.of(v128.load(at, 16))
      v128.store(at, low)
      v128.store(at, high, 16)
    }
    round(count, from, out)
    n -= count
    x += count * sizeof<f32>()
    out += count * sizeof<f32>()
  }
}

/** Converts to doubles, four at a time, the last of them perhaps zeros; returns their end. */
function convert(count: usize, x: usize, to: usize): usize {
  const rest = count & 3
  for (const end = x + (count - rest) * sizeof<f32>(); x < end; x += 16, to += 32) {
    v128.store(to, f64x2.promote_low_f32x4(v128.load64_zero(x)))
    v128.store(to, f64x2.promote_low_f32x4(v128.load64_zero(x, 8)), 16)
  }
  if (rest == 0) return to
  const part = loadPart<f32>(x, rest, i32x4.splat(0))
  v128.store(to, lowPair(part))
  v128.store(to, highPair(part), 16)
  return to + 32
}

function round(count: usize, from: usize, out: usize): void {
  const rest = count & 3
  for (const end = out + (count - rest) * sizeof<f32>(); out < end; out += 16, from += 32) {
    v128.store(out, joinPairs(v128.load(from), v128.load(from, 16)))
  }
  if (rest) storePart<f32>(out, joinPairs(v128.load(from), v128.load(from, 16)), rest)
}
