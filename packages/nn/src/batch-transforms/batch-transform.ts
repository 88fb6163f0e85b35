import type { Rng, Tensor } from '@sobolev/core'
import type { Columns } from '../evaluation/columns.ts'
import type { ExampleLayout } from '../evaluation/example-layout.ts'
import type { OutputChanges } from '../evaluation/observe-calls.ts'

/** What is known of examples beside inputs and targets. */
export interface BatchDetails {
  /** [n]: what the loss of each example is multiplied with; 1 unless given. */
  readonly weights?: Tensor | undefined
  /** What penalties read of examples, by name: [n, ...]. A group of `count` ones is [n, count] with a 1 in each row. */
  readonly columns?: Columns | undefined
}

/** Examples and what their outputs should be. */
export interface Batch extends BatchDetails {
  /** [n, ...]. */
  readonly inputs: Tensor
  /** [n, ...]. */
  readonly targets: Tensor
  /** Where each example is one of two that were mixed: the second; `targets` are then those of the first. */
  readonly mixed?: MixedTargets | undefined
  /** What becomes of the outputs of modules within the model in every pass over the batch, by dotted path. */
  readonly outputChanges?: OutputChanges | undefined
}

/**
 * The loss of a mixed example is share · L(outputs, first targets) + (1 − share) · L(outputs, second targets), L with the
 * changes of the loss before the first that compares the examples of a batch: that, and what follows it, changes the sum.
 */
export interface MixedTargets {
  /** Those of the second examples, like those of the first. */
  readonly targets: Tensor
  /** How much of the first there is in each example, [n], from 0 to 1. */
  readonly share: Tensor
}

/**
 * A change of the examples before a training step, such as noise.
 *
 * What it does not give beside inputs and targets stays as it is in the batch: what reorders or mixes examples has to
 * reorder or mix weights and columns too.
 *
 * `rng`: a source of its own in each step, `rng.split('noise').split(step)`. `step`: int32 scalar from 0. `layout`: what the
 * objective was told of inputs and targets.
 */
export type BatchTransform = (
  batch: Batch,
  source: { readonly rng: Rng; readonly step: Tensor; readonly layout?: ExampleLayout | undefined },
) => Batch
