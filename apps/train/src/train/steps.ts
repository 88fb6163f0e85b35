import type { Rng, Tensor } from '@sobolev/core'
import type { Tensors } from '@sobolev/nn'
import type { Batch } from './batch.ts'
import type { StepTerms } from './not-finite.ts'

/** How steps are taken: a part of a trainer. */
export interface Steps {
  /** `evaluatedWeights`: where the weights that are evaluated are not those that are trained. */
  readonly optimizer: { state(): Tensors; evaluatedWeights?(): Tensors | null }
  /** Takes up what the optimizer's `state` gave: the next step is that of a training that was not stopped. */
  readonly restore: (state: Tensors) => void
  /** Whether each step takes all rows, always in the same order. */
  readonly takesAllRows: boolean
  /**
   * Takes one step: changes the learner's variables and the optimizer's state, and tells what the
   * loss and the penalties came to before that.
   *
   * @param rng the source of the dropout masks and projections of all steps
   * @param step counted from 0
   */
  readonly take: (batch: Batch, rng: Rng, step: number) => TakenStep
  /** As `take`, but that nothing changes before the step with the last batch, which takes the gradients of all. */
  readonly gather: (batch: Batch, rng: Rng, step: number) => StepTerms
  /** The same as functions of tensors, of which several models make one program; null where a step is more than one. */
  readonly functions: StepFunctions | null
  /** The names of the penalties that are taken in the step of a number. */
  readonly due: (step: number) => readonly string[]
  /** Hears of a step that was taken by its function. */
  readonly took?: (step: number) => void
  /** What the program of a step does and takes, in words; absent where a step is not one program. */
  readonly explain?: (batch: Batch, rng: Rng, step: number) => string
}

/** What a step came to. */
export interface TakenStep extends StepTerms {
  /** How often the objective was evaluated so far, by an optimizer that does so several times a step. */
  readonly evaluations?: number
  /** Why the optimizer takes no further step, in words. */
  readonly stopped?: string
}

/** What `take` and `gather` do. */
export interface StepFunctions {
  readonly take: Step
  readonly gather: Step
}

/** A step, or a part of one, as a function of tensors, and of the names of the penalties that are taken in it. */
export type Step = (batch: Batch, rng: Rng, number: Tensor, due: readonly string[]) => StepTerms
