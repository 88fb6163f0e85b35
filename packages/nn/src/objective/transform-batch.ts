import { describeValue, type Tensor } from '@sobolev/core'
import type { Batch, BatchTransform } from '../batch-transforms/batch-transform.ts'
import { checkTensors } from '../check-tensors.ts'
import type { Mode } from '../modules/mode.ts'

/** The batch after all transforms, one after the other; the batch itself when not training. */
export function transformBatch(
  transforms: Readonly<Record<string, BatchTransform>>,
  batch: Batch,
  mode: Mode,
  step: Tensor,
): Batch {
  if (!mode.training) return batch
  return Object.entries(transforms).reduce<Batch>((before, [name, transform]) => {
    // Split off by name and not by position, so that another transform changes no other's numbers.
    const rng = mode.rng.split('batchTransforms').split(name)
    const after: unknown = transform(before, { rng, step })
    if (!isBatch(after))
      throw new TypeError(
        `${name}: a batch transform must give { inputs, targets }, got ${describeValue(after)}`,
      )
    const { inputs, targets, weights = before.weights } = after
    checkTensors(name, { inputs, targets })
    return { inputs, targets, weights }
  }, batch)
}

const isBatch = (given: unknown): given is Batch =>
  typeof given === 'object' && given !== null && 'inputs' in given && 'targets' in given
