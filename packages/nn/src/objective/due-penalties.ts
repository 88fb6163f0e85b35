import type { Tensor } from '@sobolev/core'
import type { Term } from './objective-options.ts'

/** The names of the penalties that are taken in a step, counted from 0: every k-th one, beginning with the first. */
export const duePenalties = (
  terms: Readonly<Record<string, Term>>,
  step: number,
): readonly string[] =>
  Object.entries(terms).flatMap(([name, { every = 1 }]) => (step % every === 0 ? [name] : []))

/**
 * The same where the step may be a tensor.
 *
 * @throws TypeError while a step is compiled of which only the tensor is given: what is computed in it must be known
 */
export function dueAt(
  terms: Readonly<Record<string, Term>>,
  step: number | Tensor,
): readonly string[] {
  const waiting = Object.keys(terms).find((name) => (terms[name]?.every ?? 1) > 1)
  if (waiting === undefined) return Object.keys(terms)
  return duePenalties(terms, typeof step === 'number' ? step : valueOfStep(waiting, step))
}

function valueOfStep(name: string, step: Tensor): number {
  try {
    return step.item()
  } catch (cause) {
    throw new TypeError(
      `objective: in a compiled step it must be given which penalties it takes, as "${name}" is not taken in every one, got none; make evaluate.due(n) of the number of the step an argument of the compiled function, and pass it on: evaluate(inputs, targets, mode, step, details, due)`,
      { cause },
    )
  }
}
