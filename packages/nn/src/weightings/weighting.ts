import type { Tensor } from '@sobolev/core'
import type { Tensors } from '../tensors.ts'

/** What a weight is found by in a step: constants, float64 scalars, through which no derivative passes. */
export interface WeighedTerm {
  /** What the penalty came to. */
  readonly value: Tensor
  /** What the mean loss came to. */
  readonly loss: Tensor
  /** Counted from 0; int32 scalar. Batches that are gathered for one step have one number. */
  readonly step: Tensor
  /** The Euclidean norm of the gradient of the penalty, or of the mean loss, by all parameters that are trained. */
  gradientNorm(of: 'value' | 'loss'): Tensor
}

/** How the weight of a penalty finds itself: what it is in a step, and what is remembered of the step. */
export interface Weighting {
  /** What is remembered before the first step, by name; checkpoints hold it. */
  readonly init: () => Tensors
  /** The weight, a float64 scalar of at least 0, and what is remembered then, all of `init`. */
  readonly weigh: (
    term: WeighedTerm,
    state: Tensors,
  ) => { readonly weight: Tensor; readonly state: Tensors }
  /** What it keeps the penalty at or below in a step, where that is what it is for; a scalar. */
  readonly limit?: (step: Tensor) => Tensor
}

/** Whether it is a weighting, and no number or schedule. */
export const isWeighting = (weight: unknown): weight is Weighting =>
  typeof weight === 'object' && weight !== null && 'init' in weight && 'weigh' in weight
