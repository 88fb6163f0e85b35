import type { Tensor } from '@sobolev/core'
import type { Evaluation } from '../evaluation/evaluation.ts'
import type { Accumulation } from './accumulation.ts'

/** Columns of figures under names, such as the points of a curve. */
export type Table = Readonly<Record<string, Tensor>>

/**
 * How good a model is on a part of the data: a number or a table by what it predicts for all examples and by their
 * targets, or a number for each example, [n], of an evaluation, whose mean is taken.
 */
export type Metric =
  | {
      readonly takes: 'predictions'
      readonly gives: 'number'
      readonly measure: (predictions: Tensor, targets: Tensor) => number
      /** How it is computed batch by batch; undefined for what needs all predictions at once. */
      readonly accumulation?: Accumulation
    }
  | {
      readonly takes: 'predictions'
      readonly gives: 'table'
      readonly measure: (predictions: Tensor, targets: Tensor) => Table
      /** How it is computed batch by batch; undefined for what needs all predictions at once. */
      readonly accumulation?: Accumulation<void, Table>
    }
  | {
      readonly takes: 'evaluation'
      readonly gives: 'number'
      readonly measure: (evaluation: Evaluation) => Tensor
    }
