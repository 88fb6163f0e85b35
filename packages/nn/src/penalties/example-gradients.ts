import type { Tensor } from '@sobolev/core'
import { option } from '../catalogue/option.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import { floatDType } from '../float-dtype.ts'
import { dot } from './loss-increase.ts'

/** How the gradients of single examples are taken. */
export const exampleGradientsOption = option.integer({
  minimum: 1,
  maximum: 1000,
  default: 1,
  or: ['all'],
  words:
    'how many draws of random signs stand for the gradient of each example; "all" takes each, which is exact',
})

/**
 * The mean over examples of ‖∂ℓᵢ/∂θ‖² over all that is trained, for losses ℓ [n]. A draw of signs s estimates it by
 * ‖∂(Σ sᵢ ℓᵢ)/∂θ‖² / n, which is right on average, as the products of different examples are 0 on average.
 */
export function meanSquaredGradient(
  evaluation: Evaluation,
  losses: Tensor,
  draws: number | 'all',
): Tensor {
  const { trainable, gradient, jacobian } = evaluation
  const examples = losses.size
  if (draws === 'all') {
    const rows = jacobian(losses, trainable, { unconnectedGradients: 'zero' })
    return dot(rows, rows).div(examples)
  }
  const dtype = floatDType('losses', losses)
  const squares = Array.from({ length: draws }, (_, draw) => {
    const signs = evaluation.rng.split('signs').split(draw).rademacher([examples], { dtype })
    const slopes = gradient(losses.mul(signs), trainable, { unconnectedGradients: 'zero' })
    return dot(slopes, slopes)
  })
  return squares.reduce((total, square) => total.add(square)).div(examples * draws)
}
