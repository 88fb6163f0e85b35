import * as op from '../src/opcodes'
import { cos64, log64, sin64 } from './elementary'
import { address, word } from './instruction'
import { philox } from './philox'
import { scratch } from './scratch'

// Counters: random numbers take (block, 0, 0, 0), derived keys (data, 0, 1), so they never meet.

const TWO_PI: f64 = 6.283185307179586

/** fn, dtype, n, key (2 × int32), out */
export function random(at: usize): i32 {
  const fn = word(at, 2)
  const dtype = word(at, 3)
  const n = address(at, 4)
  const key = address(at, 5)
  const out = address(at, 6)
  const k0 = load<u32>(key)
  const k1 = load<u32>(key, 4)
  if (fn == op.BITS && dtype == op.INT32) bits(n, k0, k1, out)
  else if (fn == op.UNIFORM && dtype == op.FLOAT32) uniform32(n, k0, k1, out)
  else if (fn == op.UNIFORM && dtype == op.FLOAT64) uniform64(n, k0, k1, out)
  else if (fn == op.NORMAL && dtype == op.FLOAT32) normal<f32>(n, k0, k1, out)
  else if (fn == op.NORMAL && dtype == op.FLOAT64) normal<f64>(n, k0, k1, out)
  else return op.FAULT_OPCODE
  return 0
}

/** key (2 × int32), data (2 × int32), out (2 × int32) */
export function deriveKey(at: usize): i32 {
  const key = address(at, 2)
  const data = address(at, 3)
  const block = scratch()
  philox(load<u32>(data), load<u32>(data, 4), 0, 1, load<u32>(key), load<u32>(key, 4), block)
  store<u64>(address(at, 4), load<u64>(block))
  return 0
}

// @ts-ignore: decorator
@inline
function draw(block: usize, k0: u32, k1: u32): usize {
  const at = scratch()
  philox(<u32>block, 0, 0, 0, k0, k1, at)
  return at
}

function bits(n: usize, k0: u32, k1: u32, out: usize): void {
  for (let i: usize = 0; i < n; i += 4) {
    memory.copy(out + (i << 2), draw(i >> 2, k0, k1), min<usize>(n - i, 4) << 2)
  }
}

function uniform32(n: usize, k0: u32, k1: u32, out: usize): void {
  for (let i: usize = 0; i < n; i += 4) {
    const block = draw(i >> 2, k0, k1)
    for (let j: usize = 0; j < min<usize>(n - i, 4); j++) {
      const value = <f32>(load<u32>(block + (j << 2)) >> 8) * <f32>(1.0 / 16777216)
      store<f32>(out + ((i + j) << 2), value)
    }
  }
}

function uniform64(n: usize, k0: u32, k1: u32, out: usize): void {
  for (let i: usize = 0; i < n; i += 2) {
    const block = draw(i >> 1, k0, k1)
    for (let j: usize = 0; j < min<usize>(n - i, 2); j++) {
      const value = <f64>(load<u64>(block + (j << 3)) >> 11) * (1.0 / 9007199254740992)
      store<f64>(out + ((i + j) << 3), value)
    }
  }
}

/** Elements 2i and 2i + 1 are the two of Box and Muller, from one 32-bit radius and one 32-bit angle. */
function normal<T>(n: usize, k0: u32, k1: u32, out: usize): void {
  for (let i: usize = 0; i < n; i += 4) {
    const block = draw(i >> 2, k0, k1)
    for (let j: usize = 0; j < min<usize>(n - i, 4); j += 2) {
      // Half a step off zero: log never sees 0, and the radius never vanishes.
      const u = (<f64>load<u32>(block + (j << 2)) + 0.5) * (1.0 / 4294967296)
      const radius = Math.sqrt(-2 * log64(u))
      const angle = <f64>load<u32>(block + (j << 2) + 4) * (TWO_PI / 4294967296)
      store<T>(out + (i + j) * sizeof<T>(), <T>(radius * cos64(angle)))
      if (i + j + 1 < n) store<T>(out + (i + j + 1) * sizeof<T>(), <T>(radius * sin64(angle)))
    }
  }
}
