import { abs, square, sum, type Tensor, type Variable } from '@sobolev/core'
import type { Penalty } from './penalty.ts'
import { penaltyOptions } from './penalty-options.ts'

export interface WeightOptions {
  /** Which Variables count, by dotted path; unless given those called `kernel`, so no biases. */
  readonly includes?: (name: string) => boolean
}

const isKernel = (name: string): boolean => name === 'kernel' || name.endsWith('.kernel')

/** Σ |w| over all kernels: pulls small weights to exactly 0 (Tibshirani 1996). */
export const l1 = (options: WeightOptions = {}): Penalty => penalizeWeights('l1', abs, options)

/** Σ w² over all kernels, without a factor ½ (Hoerl & Kennard 1970). */
export const l2 = (options: WeightOptions = {}): Penalty => penalizeWeights('l2', square, options)

function penalizeWeights(
  penalty: string,
  cost: (weights: Variable) => Tensor,
  options: WeightOptions,
): Penalty {
  const { includes = isKernel } = penaltyOptions(penalty, options, { includes: 'function' })
  return ({ variables }) => {
    const costs = Object.entries(variables)
      .filter(([name]) => includes(name))
      .map(([, weights]) => sum(cost(weights)))
    if (costs.length === 0)
      throw new TypeError(
        `${penalty}: at least one variable must be called kernel, got ${Object.keys(variables).join(', ') || 'none'}; choose by { includes: (name) => … }`,
      )
    return costs.reduce((total, each) => total.add(each))
  }
}
