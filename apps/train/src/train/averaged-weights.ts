import type { Variable } from '@sobolev/core'
import {
  type Constraint,
  constrain,
  evaluateWith,
  type Tensors,
  type WeightAverage,
} from '@sobolev/nn'
import { valuesOf } from './stored-weights.ts'

/**
 * What an average holds, as constraints allow it: the mean of weights of length 1 is shorter, and that of pruned ones is
 * dense. The average itself goes on as it is.
 */
export function averagedWeights(
  average: WeightAverage,
  constraints: readonly Constraint[],
  variables: Readonly<Record<string, Variable>>,
): Tensors {
  const values = average.values()
  const steps = average.state().step?.item() ?? 0
  // Before the first step the weights that are trained are not held either.
  if (constraints.length === 0 || steps === 0) return values
  const averaged = Object.keys(values)
  return evaluateWith(variables, values, () => {
    constrain(constraints, variables, steps - 1)
    const held = valuesOf(variables)
    return Object.fromEntries(averaged.flatMap((path) => (held[path] ? [[path, held[path]]] : [])))
  })
}
