import { bytesPerElement } from '../../dtype.ts'
import type { Operand } from '../../operand.ts'
import { LIGHT } from '../../threads/cost.ts'
import { ELEMENTS, OUTER, ROWS } from '../../threads/cut.ts'
import type { Work } from '../../threads/work.ts'
import { checkOperand, checkWithin } from '../checks.ts'
import { type Encoder, instruction } from '../instruction.ts'
import { type CopyView, checkStrides, copyAxes, reach } from './copy-view.ts'

/** Loops: for each its size, the stride of x and that of out, in elements; a stride may be 0 or negative. */
export const copy = instruction({
  opcode: 8,
  kernel: 'layout/copy',
  operands: ['dtype', 'rank', 'x', 'out', 'loops…'],
  methods: {
    /** Strided copy between operands that do not overlap. A stride of 0 repeats, a negative one reverses. */
    copy(this: Encoder, x: Operand, out: Operand, view: CopyView): void {
      checkOperand('copy', out, x.dtype, out.size)
      checkStrides(view)
      if (view.sizes.includes(0)) return
      const { xOffset = 0, outOffset = 0 } = view
      const axes = copyAxes(view)
      checkWithin('copy: x', x, xOffset, reach(axes, 'x'))
      checkWithin('copy: out', out, outOffset, reach(axes, 'out'))
      const bytes = bytesPerElement(x.dtype)
      const from = x.address + xOffset * bytes
      const to = out.address + outOffset * bytes
      const loops = axes.flatMap((axis) => [axis.size, axis.x, axis.out])
      this.emit(copy, [x.dtype, axes.length, from, to, ...loops])
    },
  },
  work: shareOf,
})

/** Parts are blocks along the first loop. */
function shareOf(words: readonly number[]): Work {
  const [dtype = 0, rank = 0, x = 0, out = 0, ...loops] = words
  const bytes = bytesPerElement(dtype)
  const [size = 1, xStep = 0, outStep = 0, ...inner] = loops
  // The bytes around an operand's first element that the loops within the first one reach.
  const reached = (address: number, stride: number): { start: number; end: number } => {
    let [start, end] = [address, address + bytes]
    for (let loop = 0; loop < inner.length; loop += 3) {
      const last = ((inner[loop] ?? 1) - 1) * (inner[loop + stride] ?? 0) * bytes
      if (last < 0) start += last
      else end += last
    }
    return { start, end }
  }
  const regions = [
    { ...reached(x, 1), step: xStep * bytes, written: false },
    { ...reached(out, 2), step: outStep * bytes, written: true },
  ]
  const unit = rank > 1 ? ROWS : ELEMENTS
  return { slicing: OUTER, size, unit, regions, cost: costOfLoops(loops) }
}

/** Nanoseconds of what is done once in each turn of the loops. */
export function costOfLoops(loops: readonly number[]): number {
  let cost = LIGHT
  for (let loop = 0; loop < loops.length; loop += 3) cost *= loops[loop] ?? 1
  return cost
}
