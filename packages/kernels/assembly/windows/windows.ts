import * as op from '../../src/opcodes'
import { ROWS } from '../../src/threads/cut'
import { firstLargest } from './first-largest'
import { address, width, word } from '../machine/instruction'
import { overlapAdd } from './overlap-add'
import { partEnd, partStart } from '../machine/part'

/** fn, dtype, rank, x, out, then rank × (size, stride of x, stride of out). The first loop cuts x and out into parts. */
export function windows(at: usize): i32 {
  const fn = word(at, 2)
  const dtype = word(at, 3)
  const axes = at + 28
  const size = address(axes, 0)
  const first = partStart(size, ROWS)
  const n = partEnd(size, ROWS) - first
  if (n == 0) return 0
  const xPart = address(axes, 1) * width(dtype)
  const part = address(axes, 2) * (fn == op.FIRST_LARGEST ? 4 : width(dtype))
  const x = address(at, 5) + first * xPart
  const out = address(at, 6) + first * part
  const rank = word(at, 4) - 1
  switch ((fn << 4) | dtype) {
    case (op.OVERLAP_ADD << 4) | op.FLOAT32:
      overlapAdd<f32>(rank, n, axes + 12, x, xPart, out, part)
      return 0
    case (op.OVERLAP_ADD << 4) | op.FLOAT64:
      overlapAdd<f64>(rank, n, axes + 12, x, xPart, out, part)
      return 0
    case (op.OVERLAP_ADD << 4) | op.INT32:
      overlapAdd<i32>(rank, n, axes + 12, x, xPart, out, part)
      return 0
    case (op.FIRST_LARGEST << 4) | op.FLOAT32:
      firstLargest<f32>(rank, n, axes + 12, x, xPart, out, part)
      return 0
    case (op.FIRST_LARGEST << 4) | op.FLOAT64:
      firstLargest<f64>(rank, n, axes + 12, x, xPart, out, part)
      return 0
    default:
      return op.FAULT_OPCODE
  }
}
