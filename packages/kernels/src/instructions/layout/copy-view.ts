/** Which elements a copy takes and where it puts them; strides and offsets count elements. */
export interface CopyView {
  /** The lengths of the axes that are copied. */
  readonly sizes: readonly number[]
  /** From one place of an axis to the next, in the operand that is read. */
  readonly xStrides: readonly number[]
  /** From one place of an axis to the next, in the operand that is written. */
  readonly outStrides: readonly number[]
  /** The first element that is read; 0 unless given. */
  readonly xOffset?: number
  /** The first element that is written; 0 unless given. */
  readonly outOffset?: number
}

/** One loop of a copy. */
export interface CopyAxis {
  readonly size: number
  readonly x: number
  readonly out: number
}

/** The fewest loops that do the same copy: axes of size 1 are left out, neighbours merged where both sides run on. */
export function copyAxes({ sizes, xStrides, outStrides }: CopyView): CopyAxis[] {
  const axes: CopyAxis[] = []
  for (let i = 0; i < sizes.length; i++) {
    const size = sizes[i] ?? 0
    if (size === 1) continue
    const axis = { size, x: xStrides[i] ?? 0, out: outStrides[i] ?? 0 }
    const last = axes.at(-1)
    if (last && last.x === axis.x * size && last.out === axis.out * size) {
      axes[axes.length - 1] = { size: last.size * size, x: axis.x, out: axis.out }
    } else {
      axes.push(axis)
    }
  }
  return bringReadsTogether(axes)
}

/**
 * Loops may stand in any order, and the machine is fast on the last two. The last writes neighbours already; where it is
 * short, or reads elements that lie apart, the loop that reads neighbours is put before it.
 */
function bringReadsTogether(axes: CopyAxis[]): CopyAxis[] {
  const last = axes.at(-1)
  if (!last || (last.x === 1 && last.size > 4)) return axes
  const reads = axes.findIndex((axis) => axis.x === 1)
  if (reads < 0 || reads >= axes.length - 2) return axes
  const [axis] = axes.splice(reads, 1)
  if (axis) axes.splice(axes.length - 1, 0, axis)
  return axes
}

/** The lowest and the highest element that the loops reach, counted from the first. */
export function reach(axes: readonly CopyAxis[], side: 'x' | 'out'): readonly [number, number] {
  let low = 0
  let high = 0
  for (const axis of axes) {
    const end = (axis.size - 1) * axis[side]
    if (end < 0) low += end
    else high += end
  }
  return [low, high]
}
/** Throws a RangeError unless there are two strides for every size. */
export function checkStrides({ sizes, xStrides, outStrides }: CopyView): void {
  if (xStrides.length === sizes.length && outStrides.length === sizes.length) return
  throw new RangeError(
    `Program.copy: needs a stride of x and one of out for each of ${sizes.length} sizes, got ${xStrides.length} and ${outStrides.length}`,
  )
}
