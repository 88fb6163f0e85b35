import * as op from '../opcodes.generated'
import { Bits, NormalFloat32, NormalFloat64, UniformFloat32, UniformFloat64 } from './distributions'
import { ELEMENTS } from '../../src/threads/cut'
import { address, word } from '../machine/instruction'
import { partEnd, partStart } from '../machine/part'
import { philox, philoxFour } from './philox'
import { scratch } from '../machine/scratch'

// Counters: random numbers take (block, 0, 0, 0), derived keys (data, 0, 1), so they never meet.

/** fn, dtype, n, key (2 × int32), out */
export function random(instruction: usize): i32 {
  const n = address(instruction, 4)
  const key = address(instruction, 5)
  const out = address(instruction, 6)
  switch ((word(instruction, 3) << 4) | word(instruction, 2)) {
    case (op.INT32 << 4) | op.BITS:
      draw<i32, Bits>(n, key, out)
      return 0
    case (op.FLOAT32 << 4) | op.UNIFORM:
      draw<f32, UniformFloat32>(n, key, out)
      return 0
    case (op.FLOAT64 << 4) | op.UNIFORM:
      draw<f64, UniformFloat64>(n, key, out)
      return 0
    case (op.FLOAT32 << 4) | op.NORMAL:
      draw<f32, NormalFloat32>(n, key, out)
      return 0
    case (op.FLOAT64 << 4) | op.NORMAL:
      draw<f64, NormalFloat64>(n, key, out)
      return 0
    default:
      return op.FAULT_OPCODE
  }
}

/** key (2 × int32), data (2 × int32), out (2 × int32) */
export function deriveKey(instruction: usize): i32 {
  const key = address(instruction, 2)
  const data = address(instruction, 3)
  const block = scratch()
  philox(load<u32>(data), load<u32>(data, 4), 0, 1, load<u32>(key), load<u32>(key, 4), block)
  store<u64>(address(instruction, 4), load<u64>(block))
  return 0
}

/** This thread's part of n: four blocks of words in the scratch at a time, turned into as many elements by F. */
function draw<T, F>(size: usize, key: usize, out: usize): void {
  const f = changetype<F>(0)
  const first = partStart(size, ELEMENTS)
  let n = partEnd(size, ELEMENTS) - first
  out += first * sizeof<T>()
  const words = scratch()
  const values = words + 64
  const k0 = load<u32>(key)
  const k1 = load<u32>(key, 4)
  const step: usize = 4 * f.perBlock()
  let block = <u32>(first / f.perBlock())
  for (; n >= step; n -= step, block += 4, out += step * sizeof<T>()) {
    philoxFour(block, k0, k1, words)
    f.of(words, out)
  }
  if (n == 0) return
  philoxFour(block, k0, k1, words)
  f.of(words, values)
  memory.copy(out, values, n * sizeof<T>())
}
