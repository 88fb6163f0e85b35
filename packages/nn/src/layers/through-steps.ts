import { type Argument, scan, type Tensor, where } from '@sobolev/core'

/** What a direction of a recurrent layer goes through. */
export interface Steps {
  /** [steps, n, ...]. */
  readonly inputs: Tensor
  /** bool [steps, n, 1], where a step is there; all are without it. */
  readonly isThere?: Tensor | undefined
  /** Whether the last step is the first that it comes to. */
  readonly reverse: boolean
}

/** The states of one direction, each in the place of its step, and the one after its last step. */
export interface RecurrentStates {
  /** [n, units]. */
  readonly last: Tensor
  /** [steps, n, units]. */
  readonly states: Tensor
}

/** What follows a state [n, units]: the next one where the step is there, else the one before. */
export type Keep = (next: Tensor, before: Tensor) => Tensor

/**
 * Goes through the steps with a state. `advance` gives the next of a state, of the inputs of a step, and passes what
 * it remembers through `keep`; `stateOf` says what of it is the layer's output.
 */
export function throughSteps<C extends Argument<C>>(
  { inputs, isThere, reverse }: Steps,
  initial: C,
  advance: (state: C, input: Tensor, keep: Keep) => C,
  stateOf: (state: C) => Tensor,
): RecurrentStates {
  const result = (next: C) => ({ carry: next, output: stateOf(next) })
  const { carry, outputs } = isThere
    ? scan(
        (state: C, step: { readonly input: Tensor; readonly isHere: Tensor }) =>
          result(advance(state, step.input, (next, before) => where(step.isHere, next, before))),
        initial,
        { input: inputs, isHere: isThere },
        { reverse },
      )
    : scan(
        (state: C, input: Tensor) => result(advance(state, input, (next) => next)),
        initial,
        inputs,
        { reverse },
      )
  return { last: stateOf(carry), states: outputs }
}
