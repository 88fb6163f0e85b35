import { mean, type Tensor } from '@sobolev/core'
import { checkColumns } from './check-rows.ts'

/**
 * The coefficient of determination 1 − Σ (output − target)² / Σ (target − mean target)², computed in
 * float64: 1 is perfect, 0 as good as the mean. Where all targets are equal it is 1 if every output
 * is right, else 0, as in scikit-learn. NaN for no examples.
 *
 * `outputs` and `targets`: [n] or [n, 1]; else a ShapeError.
 */
export function r2(outputs: Tensor, targets: Tensor): number {
  checkColumns('r2', outputs, targets)
  if (targets.size === 0) return Number.NaN
  const truth = targets.cast('float64').reshape([targets.size])
  const guess = outputs.cast('float64').reshape([targets.size])
  const unexplained = guess.sub(truth).square().sum().item()
  // By the span and not by the sum, which rounding of the mean keeps from being 0.
  const isConstant = truth.max().item() === truth.min().item()
  if (isConstant) return unexplained === 0 ? 1 : 0
  return 1 - unexplained / truth.sub(mean(truth)).square().sum().item()
}
