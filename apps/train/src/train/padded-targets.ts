import type { Part } from '../data/part.ts'

/** The targets of some sequences with one for each step, [rows, steps]: behind the last step of each, −1 or NaN. */
export function paddedTargets(
  { targets, stepRows, steps }: Pick<Part, 'targets' | 'stepRows' | 'steps'>,
  rows: ArrayLike<number>,
): Int32Array | Float32Array {
  const room = steps ?? 0
  const size = rows.length * room
  const padded =
    targets instanceof Int32Array
      ? new Int32Array(size).fill(-1)
      : new Float32Array(size).fill(Number.NaN)
  const { starts = [] } = stepRows ?? {}
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0
    padded.set(targets.subarray(starts[row], starts[row + 1]), i * room)
  }
  return padded
}

/** The rows of outputs [n · steps, width], of `n` sequences from the one of number `begin`, that stand for steps. */
export function rowsOfSteps(
  outputs: ArrayLike<number>,
  { stepRows, steps }: Pick<Part, 'stepRows' | 'steps'>,
  { begin, end, width }: { readonly begin: number; readonly end: number; readonly width: number },
): ArrayLike<number> {
  if (stepRows === undefined) return outputs
  const padded = Float32Array.from(outputs)
  const { starts } = stepRows
  const first = starts[begin] ?? 0
  const packed = new Float32Array(((starts[end] ?? 0) - first) * width)
  for (let row = begin; row < end; row++) {
    const start = starts[row] ?? 0
    const from = (row - begin) * (steps ?? 0) * width
    const length = ((starts[row + 1] ?? 0) - start) * width
    packed.set(padded.subarray(from, from + length), (start - first) * width)
  }
  return packed
}
