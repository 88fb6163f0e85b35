import type { Tensor } from '@sobolev/core'
import { evaluateBatch } from '../evaluation/evaluate-batch.ts'
import type { Loss } from '../losses/loss.ts'
import { inputGradientNorm } from '../metrics/input-gradient-norm.ts'
import type { Module } from '../modules/module.ts'

/**
 * ‖∂Lᵢ/∂xᵢ‖₂ of each example, [n], with the model not training: what the metric `inputGradientNorm` takes the mean
 * of. `inputs`: float [n, ...].
 */
export const inputGradientNorms = (
  model: Module,
  loss: Loss,
  inputs: Tensor,
  targets: Tensor,
): Tensor => evaluateBatch({ model, loss, inputs, targets }, inputGradientNorm())
