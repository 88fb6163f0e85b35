import * as op from '../opcodes.generated'
import { ELEMENTS } from '../../src/threads/cut'
import { address, width, word } from '../machine/instruction'
import { bytesToMask } from '../vectors/mask'
import { partEnd, partStart } from '../machine/part'

/** dtype (of a and b), n, condition (bool), a, b, out */
export function select(instruction: usize): i32 {
  const dtype = word(instruction, 2)
  const first = partStart(address(instruction, 3), ELEMENTS)
  const n = partEnd(address(instruction, 3), ELEMENTS) - first
  const offset = first * width(dtype)
  const condition = address(instruction, 4) + first
  const a = address(instruction, 5) + offset
  const b = address(instruction, 6) + offset
  const out = address(instruction, 7) + offset
  switch (dtype) {
    case op.FLOAT64:
      pick<u64>(n, condition, a, b, out)
      return 0
    case op.BOOL:
      pick<u8>(n, condition, a, b, out)
      return 0
    default:
      pick<u32>(n, condition, a, b, out)
      return 0
  }
}

/** Four elements at a time; sixteen where they are bytes themselves. */
function pick<T>(n: usize, condition: usize, a: usize, b: usize, out: usize): void {
  const step: usize = sizeof<T>() == 1 ? 16 : 4
  const end = condition + n
  const whole = condition + (n & ~(step - 1))
  while (condition < whole) {
    if (sizeof<T>() == 1) {
      const mask = i8x16.ne(v128.load(condition), i8x16.splat(0))
      choose(mask, a, b, out, 0)
    } else {
      const mask = bytesToMask(condition)
      if (sizeof<T>() == 8) {
        choose(i64x2.extend_low_i32x4_s(mask), a, b, out, 0)
        choose(i64x2.extend_high_i32x4_s(mask), a, b, out, 16)
      } else {
        choose(mask, a, b, out, 0)
      }
    }
    condition += step
    a += step * sizeof<T>()
    b += step * sizeof<T>()
    out += step * sizeof<T>()
  }
  for (; condition < end; condition++) {
    store<T>(out, load<T>(load<u8>(condition) ? a : b))
    a += sizeof<T>()
    b += sizeof<T>()
    out += sizeof<T>()
  }
}

// @ts-ignore: decorator
@inline
function choose(mask: v128, a: usize, b: usize, out: usize, offset: usize): void {
  v128.store(out + offset, v128.bitselect(v128.load(a + offset), v128.load(b + offset), mask))
}
