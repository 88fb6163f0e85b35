import { describeValue, stopGradient, Tensor, Variable } from '@sobolev/core'
import type { Variables } from '../evaluation/evaluation.ts'
import { type Schedule, valueAt } from '../schedules/schedule.ts'
import type { Tensors } from '../tensors.ts'
import { isWeighting, type WeighedTerm } from '../weightings/weighting.ts'
import type { Term } from './objective-options.ts'

/** What the weight of a penalty is found by in a step. */
export interface Weighed {
  /** What the penalty came to; scalar. */
  readonly value: Tensor
  /** The mean loss; scalar. */
  readonly loss: Tensor
  /** int32 scalar. */
  readonly step: Tensor
  /** The Euclidean norm of the gradient of a scalar by all that is trained. */
  readonly gradientNorm: (scalar: Tensor) => Tensor
  /** Whether what is remembered changes, as in training. */
  readonly remembers: boolean
}

/** What the weights that find themselves remember, by the names of the terms; the variables of each by name. */
export const weightStates = (
  terms: Readonly<Record<string, Term>>,
): Readonly<Record<string, Variables>> =>
  Object.fromEntries(
    Object.entries(terms).flatMap(([name, { weight }]) => {
      if (!isWeighting(weight)) return []
      const variables = Object.entries(weight.init()).map(
        ([part, value]) =>
          [
            part,
            new Variable(value, { name: `${name}.weight.${part}`, trainable: false }),
          ] as const,
      )
      return [[name, Object.fromEntries(variables)]]
    }),
  )

/**
 * The weight of a penalty in a step, a scalar.
 *
 * @throws TypeError where a weighting gives no tensor, or not all that it remembers
 */
export function weightAt(
  name: string,
  weight: Term['weight'],
  state: Variables,
  { value, loss, step, gradientNorm, remembers }: Weighed,
): Tensor {
  if (!isWeighting(weight)) return valueAt(weight satisfies Schedule, step)
  const constant = (scalar: Tensor): Tensor => stopGradient(scalar).cast('float64')
  const term: WeighedTerm = {
    value: constant(value),
    loss: constant(loss),
    step,
    gradientNorm: (of) => constant(gradientNorm(of === 'value' ? value : loss)),
  }
  const before: Tensors = Object.fromEntries(
    Object.entries(state).map(([part, variable]) => [part, variable.value]),
  )
  const weighed = weight.weigh(term, before)
  const scalar: unknown = weighed.weight
  if (!(scalar instanceof Tensor) || scalar.rank !== 0)
    throw new TypeError(
      `objective: the weighting of "${name}" must give { weight, state }, weight a scalar, got ${describeValue(scalar)}`,
    )
  for (const [part, variable] of Object.entries(state)) {
    const next = weighed.state[part]
    if (next === undefined)
      throw new TypeError(
        `objective: the weighting of "${name}" must give the state "${part}", which its init has, got ${Object.keys(weighed.state).join(', ') || 'none'}`,
      )
    if (remembers) variable.assign(next)
  }
  return stopGradient(scalar)
}
