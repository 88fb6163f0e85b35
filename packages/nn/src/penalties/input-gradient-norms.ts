import { GradientTape, identity, norm, type Tensor } from '@sobolev/core'
import { evaluate } from '../evaluation/evaluation.ts'
import type { Loss } from '../losses/loss.ts'
import type { Module } from '../modules/module.ts'
import { exampleAxes } from './example-axes.ts'

/**
 * ‖∂Lᵢ/∂xᵢ‖₂ of each example, [n], with the model not training: how much the loss of an example can
 * change under a small change of its input. `inputs`: float [n, ...].
 */
export function inputGradientNorms(
  model: Module,
  loss: Loss,
  inputs: Tensor,
  targets: Tensor,
): Tensor {
  const tape = new GradientTape({ watchAccessedVariables: false })
  const evaluation = tape.record(() =>
    evaluate({
      tape,
      model,
      variables: {},
      loss,
      inputs: identity(inputs),
      targets,
      mode: { training: false },
    }),
  )
  const gradient = evaluation('inputGradientNorms').inputGradient()
  return norm(gradient, 2, exampleAxes(gradient))
}
