import type { Rng, Tensor } from '@sobolev/core'

/** Examples and what their outputs should be. */
export interface Batch {
  /** [n, ...]. */
  readonly inputs: Tensor
  readonly targets: Tensor
  /** [n]: what the loss of each example is multiplied with; 1 unless given. */
  readonly weights?: Tensor | undefined
}

/**
 * A change of the examples before a training step, such as noise.
 *
 * Weights that it does not give stay those of the batch.
 *
 * `rng`: a source of its own in each step, `rng.split('noise').split(step)`. `step`: int32 scalar from 0.
 */
export type BatchTransform = (
  batch: Batch,
  source: { readonly rng: Rng; readonly step: Tensor },
) => Batch
