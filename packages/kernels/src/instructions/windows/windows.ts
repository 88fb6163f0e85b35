import { bytesPerElement } from '../../dtype.ts'
import { INT32 } from '../../dtype-codes.ts'
import type { Operand } from '../../operand.ts'
import { OUTER, ROWS } from '../../threads/cut.ts'
import { reads, type Work, writes } from '../../threads/work.ts'
import { checkOperand, checkWithin } from '../checks.ts'
import { fill } from '../elementwise/fill.ts'
import { type Encoder, instruction } from '../instruction.ts'
import { costOfLoops } from '../layout/copy.ts'
import { type CopyAxis, reach } from '../layout/copy-view.ts'

/** Strided pieces of `parts` blocks of `length` elements: row-major in `sizes` where they stand by themselves. */
export interface WindowsView {
  /** How many blocks there are. */
  readonly parts: number
  /** Elements of a block. */
  readonly length: number
  /** The lengths of the axes of the pieces. */
  readonly sizes: readonly number[]
  /** Elements within a block from one piece to the next. */
  readonly strides: readonly number[]
}

const WindowsFunction = {
  /** out = 0, then out += x in the order of the loops. */
  overlapAdd: 0,
  /** out (int32) = where the largest stands over the loops that do not move in out, which come first. */
  firstLargest: 1,
} as const

/**
 * Strided pieces of x meet in out. Loops are those of `copy`; the first cuts x and out into parts that are as long
 * as its strides, and always stands, as threads share the parts.
 */
export const windows = instruction({
  opcode: 23,
  kernel: 'windows/windows',
  operands: ['fn', 'dtype', 'rank', 'x', 'out', 'loops…'],
  constants: WindowsFunction,
  methods: {
    /** out = 0, then out += x at strided places, in the order of x. */
    overlapAdd(this: Encoder, x: Operand, out: Operand, view: WindowsView): void {
      const { parts, length, sizes, strides } = view
      const size = product(sizes)
      checkOperand('overlapAdd', x, out.dtype, parts * size)
      checkOperand('overlapAdd', out, x.dtype, parts * length)
      if (x.size === 0) {
        fill.methods.fill.call(this, 0, out)
        return
      }
      const places = rowMajor(sizes)
      const loops = sizes.map((count, axis) => ({
        ...{ size: count, x: places[axis] ?? 0, out: strides[axis] ?? 0 },
      }))
      checkWithin('overlapAdd: out', { ...out, size: length }, 0, reach(loops, 'out'))
      const whole = { size: parts, x: size, out: length }
      this.emit(windows, wordsOf(WindowsFunction.overlapAdd, x, out, whole, loops))
    },

    /**
     * out (int32), one for each of the last `sizes` of every part of x, = where in its part the largest
     * stands over the first `within` of them: the first of equals, the first NaN before all.
     */
    firstLargest(
      this: Encoder,
      x: Operand,
      out: Operand,
      { parts, length, sizes, strides, within }: WindowsView & { readonly within: number },
    ): void {
      const counts = sizes.slice(within)
      const size = product(counts)
      checkOperand('firstLargest', x, x.dtype, parts * length)
      checkOperand('firstLargest', out, INT32, parts * size)
      if (sizes.slice(0, within).includes(0))
        throw new RangeError('Program.firstLargest: a window must hold an element, got none')
      if (out.size === 0) return
      const places = [...sizes.slice(0, within).map(() => 0), ...rowMajor(counts)]
      const loops = sizes.map((count, axis) => ({
        ...{ size: count, x: strides[axis] ?? 0, out: places[axis] ?? 0 },
      }))
      checkWithin('firstLargest: x', { ...x, size: length }, 0, reach(loops, 'x'))
      const whole = { size: parts, x: length, out: size }
      this.emit(windows, wordsOf(WindowsFunction.firstLargest, x, out, whole, loops))
    },
  },
  work: shareOf,
})

/** Loops of one turn are left out, but for the first. */
function wordsOf(
  fn: number,
  x: Operand,
  out: Operand,
  parts: CopyAxis,
  loops: readonly CopyAxis[],
): number[] {
  const kept = [parts, ...loops.filter(({ size }) => size > 1)]
  const words = kept.flatMap((loop) => [loop.size, loop.x, loop.out])
  return [fn, x.dtype, kept.length, x.address, out.address, ...words]
}

/** Parts are those of the first loop. */
function shareOf(words: readonly number[]): Work {
  const [fn, dtype = 0, , x = 0, out = 0, ...loops] = words
  const [parts = 0, xStep = 0, outStep = 0] = loops
  const bytes = bytesPerElement(dtype)
  const [from, to] = [xStep * bytes, outStep * (fn === WindowsFunction.firstLargest ? 4 : bytes)]
  const regions = [reads(x, from, from), writes(out, to, to)]
  return { slicing: OUTER, size: parts, unit: ROWS, regions, cost: costOfLoops(loops) }
}

const product = (sizes: readonly number[]): number => sizes.reduce((total, size) => total * size, 1)

/** The strides of a row-major block. */
function rowMajor(sizes: readonly number[]): number[] {
  const strides = sizes.map(() => 1)
  for (let axis = sizes.length - 2; axis >= 0; axis--)
    strides[axis] = (strides[axis + 1] ?? 1) * (sizes[axis + 1] ?? 1)
  return strides
}
