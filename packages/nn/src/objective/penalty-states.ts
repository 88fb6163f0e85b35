import { describeValue, type Rng, Tensor, Variable } from '@sobolev/core'
import type { Variables } from '../evaluation/evaluation.ts'
import { type ExampleLayout, groupCountOf } from '../evaluation/example-layout.ts'
import type { Term } from './objective-options.ts'

/** What the penalties remember before the first step, by the names of the terms. */
export function penaltyStates(
  penalties: Readonly<Record<string, Term>>,
  variables: Variables,
  rng: Rng | undefined,
  layout: ExampleLayout | undefined,
): Readonly<Record<string, Variables>> {
  const states = Object.entries(penalties).map(([term, { penalty }]): [string, Variables] => {
    if (!penalty.init) return [term, {}]
    if (!rng)
      throw new TypeError(
        `objective: the penalty "${term}" has a state and needs a source of random numbers to begin with, got none; objective({ model, loss, penalties, rng: new Rng(0) })`,
      )
    const values: unknown = penalty.init({
      variables,
      groupCount: (columns) => groupCountOf(term, columns, layout),
      rng: rng.split('penalties').split(term),
    })
    if (typeof values !== 'object' || values === null)
      throw new TypeError(
        `${term}: what init gives must be tensors by name, got ${describeValue(values)}`,
      )
    const state = Object.entries(values).map(([name, value]) => {
      if (!(value instanceof Tensor))
        throw new TypeError(
          `${term}: what init gives must be tensors by name, got ${describeValue(value)} for "${name}"`,
        )
      return [name, new Variable(value, { name: `${term}.${name}`, trainable: false })] as const
    })
    return [term, Object.fromEntries(state)]
  })
  return Object.fromEntries(states)
}

/** The variables of all states by `<term>.<name>`. Throws a TypeError where two have one name. */
export function allStates(states: readonly (readonly [term: string, Variables])[]): Variables {
  const byName = new Map<string, Variable>()
  for (const [term, state] of states)
    for (const [name, variable] of Object.entries(state)) {
      const whole = `${term}.${name}`
      if (byName.has(whole))
        throw new TypeError(
          `objective: each part of the state of a penalty must have a name of its own, got "${whole}" twice; rename a penalty whose name holds a dot`,
        )
      byName.set(whole, variable)
    }
  return Object.fromEntries(byName)
}
