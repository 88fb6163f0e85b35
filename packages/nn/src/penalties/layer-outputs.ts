import { ShapeError, type Tensor, where } from '@sobolev/core'
import { option } from '../catalogue/option.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'

/** The option of penalties on what a layer gives. */
export const layerOption = {
  layer: option.path({ words: 'the layer whose outputs count, by its dotted path' }),
}

/**
 * What the layer gave, [n, steps, ...], with which of its steps are there, [n, steps], where a batch is padded. Throws a
 * ShapeError where it gives no sequences.
 */
export function stepsOf(
  penalty: string,
  { outputsOf, mode }: Evaluation,
  layer: string,
): { readonly steps: Tensor; readonly mask: Tensor | undefined } {
  const steps = outputsOf(layer)
  if (steps.rank < 3)
    throw new ShapeError(
      `${penalty}: the layer must give sequences [n, steps, ...], got [${steps.shape.join(', ')}] of "${layer}"; a recurrent layer does so with returnSequences`,
    )
  const { mask } = mode
  return { steps, mask: mask?.shape[1] === steps.shape[1] ? mask : undefined }
}

/** The mean over all elements of x [n, steps, ...], but for those of steps that are not there. */
export function meanOfSteps(x: Tensor, mask: Tensor | undefined): Tensor {
  if (mask === undefined) return x.mean()
  const within = x.mean(x.shape.map((_, axis) => axis).slice(2))
  return where(mask, within, 0).sum().div(mask.cast(x.dtype).sum().maximum(1))
}
