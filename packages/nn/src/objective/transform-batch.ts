import { describeValue, type Tensor } from '@sobolev/core'
import type { Batch, BatchTransform } from '../batch-transforms/batch-transform.ts'
import { checkTensors } from '../check-tensors.ts'
import { checkColumns } from '../evaluation/columns.ts'
import type { ExampleLayout } from '../evaluation/example-layout.ts'
import type { Mode } from '../modules/mode.ts'

/** The batch after all transforms, one after the other; the batch itself when not training. */
export function transformBatch(
  transforms: Readonly<Record<string, BatchTransform>>,
  batch: Batch,
  {
    mode,
    step,
    layout,
  }: {
    readonly mode: Mode
    readonly step: Tensor
    readonly layout?: ExampleLayout | undefined
  },
): Batch {
  if (!mode.training) return batch
  return Object.entries(transforms).reduce<Batch>((before, [name, transform]) => {
    // Split off by name and not by position, so that another transform changes no other's numbers.
    const rng = mode.rng.split('batchTransforms').split(name)
    const after: unknown = transform(before, { rng, step, layout })
    if (!isBatch(after))
      throw new TypeError(
        `${name}: a batch transform must give { inputs, targets }, got ${describeValue(after)}`,
      )
    const { inputs, targets, weights = before.weights, mixed = before.mixed } = after
    const { columns = before.columns, outputChanges = before.outputChanges } = after
    checkTensors(name, { inputs, targets })
    checkColumns(name, columns, inputs.shape[0] ?? 0)
    if (before.mixed && mixed !== before.mixed)
      throw new TypeError(
        `${name}: the examples of a batch must be mixed by one batch transform alone, got a second one`,
      )
    const hasColumns = Object.keys(before.columns ?? {}).length > 0
    if (mixed && !before.mixed && hasColumns && columns === before.columns)
      throw new TypeError(
        `${name}: a batch with columns that penalties read must not be mixed, for what they say is of single examples, got ${Object.keys(columns ?? {}).join(', ')}; leave out ${name}, or these penalties`,
      )
    if (mixed && mode.mask)
      throw new TypeError(
        `${name}: sequences that are mixed must all have the same number of steps, got some with padding`,
      )
    return { inputs, targets, weights, columns, mixed, outputChanges }
  }, batch)
}

const isBatch = (given: unknown): given is Batch =>
  typeof given === 'object' && given !== null && 'inputs' in given && 'targets' in given
