import { Tensor } from '@sobolev/core'
import type { Part } from '../data/part.ts'

/** Some rows of a part as tensors. */
export interface Batch {
  /** float32 [rows, features]. */
  readonly inputs: Tensor
  /** int32 class numbers or float32 values, [rows]. */
  readonly targets: Tensor
}

/** The rows `order[begin]` to `order[end - 1]` of a part, in that order. */
export function gatherBatch(
  part: Part,
  order: ArrayLike<number>,
  begin: number,
  end: number,
): Batch {
  const rows = end - begin
  const features = featuresOf(part)
  const inputs = new Float32Array(rows * features)
  const isClasses = part.targets instanceof Int32Array
  const targets = isClasses ? new Int32Array(rows) : new Float32Array(rows)
  for (let i = 0; i < rows; i++) {
    const row = order[begin + i] ?? 0
    inputs.set(part.inputs.subarray(row * features, (row + 1) * features), i * features)
    targets[i] = part.targets[row] ?? 0
  }
  return batchOf(rows, inputs, targets)
}

/** The rows `begin` to `end - 1` of a part as they lie, without a copy. */
export function sliceBatch(part: Part, begin: number, end: number): Batch {
  const features = featuresOf(part)
  const inputs = part.inputs.subarray(begin * features, end * features)
  return batchOf(end - begin, inputs, part.targets.subarray(begin, end))
}

function batchOf(rows: number, inputs: Float32Array, targets: Int32Array | Float32Array): Batch {
  const features = rows === 0 ? 0 : inputs.length / rows
  const dtype = targets instanceof Int32Array ? 'int32' : 'float32'
  return {
    inputs: new Tensor([rows, features], 'float32', inputs),
    targets: new Tensor([rows], dtype, targets),
  }
}

function featuresOf(part: Part): number {
  return part.rows === 0 ? 0 : part.inputs.length / part.rows
}
