import { type Shape, Tensor } from '@sobolev/core'
import type { Part } from '../data/part.ts'

/** Some rows of a part as tensors. */
export interface Batch {
  /** float32 [rows, ...shape]. */
  readonly inputs: Tensor
  /** int32 class numbers or float32 values, [rows]. */
  readonly targets: Tensor
  /** float32 [rows]; none where each row counts alike. */
  readonly weights?: Tensor
}

/** The rows `order[begin]` to `order[end - 1]` of a part, in that order. */
export function gatherBatch(
  part: Part,
  order: ArrayLike<number>,
  begin: number,
  end: number,
  shape: Shape = [featuresOf(part)],
): Batch {
  const rows = end - begin
  const features = featuresOf(part)
  const inputs = new Float32Array(rows * features)
  const isClasses = part.targets instanceof Int32Array
  const targets = isClasses ? new Int32Array(rows) : new Float32Array(rows)
  const weights = part.weights && new Float32Array(rows)
  for (let i = 0; i < rows; i++) {
    const row = order[begin + i] ?? 0
    inputs.set(part.inputs.subarray(row * features, (row + 1) * features), i * features)
    targets[i] = part.targets[row] ?? 0
    if (weights !== undefined) weights[i] = part.weights?.[row] ?? 1
  }
  return batchOf([rows, ...shape], inputs, targets, weights)
}

/** The rows `begin` to `end - 1` of a part as they lie, without a copy. */
export function sliceBatch(
  part: Part,
  begin: number,
  end: number,
  shape: Shape = [featuresOf(part)],
): Batch {
  const features = featuresOf(part)
  const inputs = part.inputs.subarray(begin * features, end * features)
  const weights = part.weights?.subarray(begin, end)
  return batchOf([end - begin, ...shape], inputs, part.targets.subarray(begin, end), weights)
}

function batchOf(
  shape: Shape,
  inputs: Float32Array,
  targets: Int32Array | Float32Array,
  weights: Float32Array | undefined,
): Batch {
  const dtype = targets instanceof Int32Array ? 'int32' : 'float32'
  return {
    inputs: new Tensor(shape, 'float32', inputs),
    targets: new Tensor(shape.slice(0, 1), dtype, targets),
    ...(weights && { weights: new Tensor(shape.slice(0, 1), 'float32', weights) }),
  }
}

function featuresOf(part: Part): number {
  return part.rows === 0 ? 0 : part.inputs.length / part.rows
}
