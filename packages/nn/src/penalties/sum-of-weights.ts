import { sum, type Tensor, type Variable } from '@sobolev/core'
import type { Variables } from '../evaluation/evaluation.ts'

/** The sum of `cost` over all elements of the weights, of which there is at least one. */
export const sumOfWeights = (cost: (weight: Variable) => Tensor, weights: Variables): Tensor =>
  Object.values(weights)
    .map((weight) => sum(cost(weight)))
    .reduce((total, costs) => total.add(costs))
