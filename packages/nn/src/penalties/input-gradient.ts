import { describeValue, mean, type NormOrder, norm, sum } from '@sobolev/core'
import { exampleAxes } from './example-axes.ts'
import type { Penalty } from './penalty.ts'
import { penaltyOptions } from './penalty-options.ts'

export interface InputGradientOptions {
  /** Which norm is taken of the gradient; 2 unless given. */
  readonly p?: NormOrder
  /** Whether its square is; true unless said otherwise. */
  readonly squared?: boolean
}

/**
 * mean over examples of ‖∂Lᵢ/∂xᵢ‖ₚ², or of ‖∂Lᵢ/∂xᵢ‖ₚ (Drucker & LeCun 1992, "Improving
 * generalization performance using double backpropagation", equation 2, times 2; Ross & Doshi-Velez
 * 2018, equation 4).
 *
 * `p` is the norm that is taken of the gradient, over all axes of an example. It bounds how much the
 * loss grows, to first order, under a change of the input that is small in the dual norm (Finlay &
 * Oberman 2019, equation 6): p = 1 for the largest change of any input, p = 2 for the Euclidean
 * length, p = 'infinity' for the sum of all changes.
 *
 * At a gradient of zero the norm counts as flat: its derivative there is 0, not NaN; it has no second one. Where several
 * elements are largest, p = 'infinity' shares its derivative evenly.
 *
 * Where a layer mixes the examples of a batch, as batch normalisation does, the rows are no longer
 * the gradients of single examples: each holds what its input does to all losses.
 */
export function inputGradient(options: InputGradientOptions = {}): Penalty {
  const { p = 2, squared = true } = penaltyOptions('inputGradient', options, {
    p: 'any',
    squared: 'boolean',
  })
  if (![1, 2, 'infinity', 'frobenius'].includes(p))
    throw new RangeError(`inputGradient: p must be 1, 2 or "infinity", got ${describeValue(p)}`)
  return (evaluation) => {
    const gradient = evaluation.inputGradient()
    const axes = exampleAxes(gradient)
    if (p === 2 && squared) return mean(sum(gradient.square(), axes))
    const norms = norm(gradient, p, axes)
    return mean(squared ? norms.square() : norms)
  }
}
