import * as op from '../opcodes.generated'
import { Bits, NormalFloat32, NormalFloat64, UniformFloat32, UniformFloat64 } from './distributions'
import { ELEMENTS } from '../../src/threads/cut'
import { address, word } from '../machine/instruction'
import { partEnd, partStart } from '../machine/part'
import { philox, philoxFour } from './philox'
import { scratch } from '../machine/scratch'

// Counters: random numbers take (block, 0, 0, 0), derived keys (data, 0, 1), so they never meet.

/** fn, dtype, n, key (2 × int32 for each), out, count: n numbers of each key */
export function random(instruction: usize): i32 {
  const n = address(instruction, 4)
  const key = address(instruction, 5)
  const out = address(instruction, 6)
  const count = address(instruction, 7)
  switch ((word(instruction, 3) << 4) | word(instruction, 2)) {
    case (op.INT32 << 4) | op.BITS:
      draw<i32, Bits>(n, key, out, count)
      return 0
    case (op.FLOAT32 << 4) | op.UNIFORM:
      draw<f32, UniformFloat32>(n, key, out, count)
      return 0
    case (op.FLOAT64 << 4) | op.UNIFORM:
      draw<f64, UniformFloat64>(n, key, out, count)
      return 0
    case (op.FLOAT32 << 4) | op.NORMAL:
      draw<f32, NormalFloat32>(n, key, out, count)
      return 0
    case (op.FLOAT64 << 4) | op.NORMAL:
      draw<f64, NormalFloat64>(n, key, out, count)
      return 0
    default:
      return op.FAULT_OPCODE
  }
}

/** key (2 × int32 for each), data (2 × int32), out (as key), count */
export function deriveKey(instruction: usize): i32 {
  let key = address(instruction, 2)
  const data = address(instruction, 3)
  let out = address(instruction, 4)
  const end = key + 8 * address(instruction, 5)
  const block = scratch()
  for (; key < end; key += 8, out += 8) {
    philox(load<u32>(data), load<u32>(data, 4), 0, 1, load<u32>(key), load<u32>(key, 4), block)
    store<u64>(out, load<u64>(block))
  }
  return 0
}

/** This thread's part: of one key elements, of several whole keys. */
function draw<T, F>(size: usize, key: usize, out: usize, count: usize): void {
  if (count == 1) {
    const first = partStart(size, ELEMENTS)
    drawFrom<T, F>(first, partEnd(size, ELEMENTS) - first, key, out + first * sizeof<T>())
    return
  }
  const end = partEnd(count, 1)
  for (let i = partStart(count, 1); i < end; i++) {
    drawFrom<T, F>(0, size, key + 8 * i, out + i * size * sizeof<T>())
  }
}

/** The n elements from the first on: four blocks of words in the scratch at a time, turned into as many elements by F. */
function drawFrom<T, F>(first: usize, n: usize, key: usize, out: usize): void {
  const f = changetype<F>(0)
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
