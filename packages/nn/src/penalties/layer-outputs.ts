import { ShapeError, type Tensor, where } from '@sobolev/core'
import { option } from '../catalogue/option.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import type { Mode } from '../modules/mode.ts'

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
  return { steps, mask: maskFor(steps, mode) }
}

/** Outputs [n, steps, ...], 0 at the steps that pad a sequence, and no derivative passes through these; others as they are. */
export function withoutPadding(y: Tensor, { mode }: Pick<Evaluation, 'mode'>): Tensor {
  const mask = y.rank < 3 ? undefined : maskFor(y, mode)
  return mask ? where(mask.reshape([...mask.shape, ...y.shape.slice(2).fill(1)]), y, 0) : y
}

/** Which of the steps are there, [n, steps]; undefined where all are, or what is asked of has other steps than the inputs. */
export const maskFor = ({ shape }: Tensor, { mask }: Mode): Tensor | undefined =>
  mask?.shape[1] === shape[1] ? mask : undefined

/** The mean over all elements of x [n, steps, ...], but for those of steps that are not there. */
export function meanOfSteps(x: Tensor, mask: Tensor | undefined): Tensor {
  if (mask === undefined) return x.mean()
  const within = x.mean(x.shape.map((_, axis) => axis).slice(2))
  return where(mask, within, 0).sum().div(mask.cast(x.dtype).sum().maximum(1))
}
