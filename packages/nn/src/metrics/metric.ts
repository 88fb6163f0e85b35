import type { Tensor } from '@sobolev/core'
import type { Evaluation } from '../evaluation/evaluation.ts'

/**
 * How good a model is on a part of the data: a number by what it predicts for all examples and by their targets, or
 * one for each example, [n], of an evaluation, whose mean is taken.
 */
export type Metric =
  | {
      readonly takes: 'predictions'
      readonly measure: (predictions: Tensor, targets: Tensor) => number
    }
  | { readonly takes: 'evaluation'; readonly measure: (evaluation: Evaluation) => Tensor }
