import * as op from '../opcodes.generated'
import { ROWS } from '../../src/threads/cut'
import { firstLargest } from './first-largest'
import { address, width, word } from '../machine/instruction'
import { overlapAdd } from './overlap-add'
import { partEnd, partStart } from '../machine/part'

/** fn, dtype, rank, x, out, loops…: as of `copy`; the first cuts x and out into parts */
export function windows(instruction: usize): i32 {
  const fn = word(instruction, 2)
  const dtype = word(instruction, 3)
  const axes = instruction + 28
  const size = address(axes, 0)
  const first = partStart(size, ROWS)
  const n = partEnd(size, ROWS) - first
  if (n == 0) return 0
  const xPart = address(axes, 1) * width(dtype)
  const part = address(axes, 2) * (fn == op.FIRST_LARGEST ? 4 : width(dtype))
  const x = address(instruction, 5) + first * xPart
  const out = address(instruction, 6) + first * part
  const rank = word(instruction, 4) - 1
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
