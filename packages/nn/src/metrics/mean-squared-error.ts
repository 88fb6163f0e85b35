import type { Tensor } from '@sobolev/core'
import { checkTensors } from '../check-tensors.ts'
import { matchTargets } from '../losses/loss.ts'

/**
 * The mean of (output − target)² over all elements, computed in float64. NaN for none.
 *
 * `outputs` and `targets`: one shape, where [n] and [n, 1] stand for each other; else a ShapeError.
 */
export const meanSquaredError = (outputs: Tensor, targets: Tensor): number => {
  checkTensors('meanSquaredError', { outputs, targets })
  const precise = outputs.cast('float64')
  return precise
    .sub(matchTargets('meanSquaredError', precise, targets))
    .square()
    .mean()
    .item()
}
