import type { Tensor } from '@sobolev/core'
import type { Evaluation } from './evaluation.ts'

/** A scalar to be kept small, from one evaluation of a model. */
export type Penalty = (evaluation: Evaluation) => Tensor
