import { gather, type Shape, Tensor, Variable } from '@sobolev/core'
import type { Part } from '../data/part.ts'
import type { Batch } from './batch.ts'

/** Of more numbers on the inputs of a part there is no second copy in the memory of programs: 16 MiB. */
const mostNumbers = 1 << 22

/** Takes the batch of some rows of a part within a program, by their numbers, int32 [rows]. */
export type RowsInProgram = (rows: Tensor) => Batch

/**
 * The rows of a part where programs find them by themselves; null where the part is large, or its rows hold more than
 * inputs, a target and a weight. Threads that take members side by side then copy rows side by side, too.
 */
export function rowsInProgram(part: Part, shape: Shape): RowsInProgram | null {
  const { columns, lengths, packed, stepRows } = part
  if (columns || lengths || packed || stepRows || part.inputs.length > mostNumbers) return null
  const inputs = stored([part.rows, ...shape], part.inputs)
  const targets = stored([part.rows], part.targets)
  const weights = part.weights && stored([part.rows], part.weights)
  return (rows) => ({
    inputs: gather(inputs.value, rows),
    targets: gather(targets.value, rows),
    ...(weights && { weights: gather(weights.value, rows) }),
    lengths: null,
  })
}

/** A variable, as programs share what variables hold, and each has a copy of a constant. */
const stored = (shape: Shape, data: Float32Array | Int32Array): Variable =>
  new Variable(new Tensor(shape, data instanceof Int32Array ? 'int32' : 'float32', data), {
    trainable: false,
  })
