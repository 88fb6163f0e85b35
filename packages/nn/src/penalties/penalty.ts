import type { Rng, Tensor, Variable } from '@sobolev/core'
import type { Evaluation } from '../evaluation/evaluation.ts'
import type { Tensors } from '../tensors.ts'

/** A scalar to be kept small, from one evaluation of a model. */
export interface Penalty {
  (evaluation: Evaluation): Tensor
  /**
   * What it remembers from step to step, such as the vectors of a power iteration, before the first one. The
   * evaluation has it under `state`, as Variables to read and assign; checkpoints keep it.
   */
  readonly init?: (model: PenalizedModel) => Tensors
  /** Whether it must be taken in each step, and so without `every`; those made by `definePenalty` say it. */
  readonly eachStep?: true
}

/** A model before its first step. */
export interface PenalizedModel {
  /** By dotted path. */
  readonly variables: Readonly<Record<string, Variable>>
  /**
   * How many groups there are in columns of the batch, or in each combination of several, by the objective's layout.
   * Throws a TypeError for one that the layout does not know.
   */
  readonly groupCount: (columns: string | readonly string[]) => number
  /** A source of the penalty's own. */
  readonly rng: Rng
}
