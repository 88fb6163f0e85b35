import { norm, type Tensor } from '@sobolev/core'
import { evaluateBatch } from '../evaluation/evaluate-batch.ts'
import type { Loss } from '../losses/loss.ts'
import type { Module } from '../modules/module.ts'
import { exampleAxes } from './example-axes.ts'

/**
 * ‖∂Lᵢ/∂xᵢ‖₂ of each example, [n], with the model not training: how much the loss of an example can
 * change under a small change of its input. `inputs`: float [n, ...].
 */
export const inputGradientNorms = (
  model: Module,
  loss: Loss,
  inputs: Tensor,
  targets: Tensor,
): Tensor =>
  evaluateBatch({ model, loss, inputs, targets }, ({ inputGradient }) => {
    const gradient = inputGradient()
    return norm(gradient, 2, exampleAxes(gradient))
  })
