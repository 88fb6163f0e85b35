import { ShapeError, tensor, zeros } from '@sobolev/core'
import type { Part } from '../data/part.ts'
import { InputError } from '../errors.ts'
import { exampleShape, maskOf } from './batch.ts'
import type { Learner } from './learner.ts'

/**
 * Makes sure that a model takes sequences of as many steps as those of a part: a layer such as flatten does not where
 * they differ, or are others than those that are trained on.
 *
 * @param what the sequences are of, for the error: `the validation part`
 * @throws InputError with what the layer says
 */
export function checkSteps(
  { model, inputShape, hasStepTargets }: Pick<Learner, 'model' | 'inputShape' | 'hasStepTargets'>,
  part: Pick<Part, 'rows' | 'steps' | 'lengths'>,
  what: string,
): void {
  const { rows, steps, lengths } = part
  if (steps === null || rows === 0) return
  const inputs = zeros([1, ...exampleShape(part, inputShape)])
  try {
    const length = lengths && tensor([steps], { dtype: 'int32' })
    const { shape } = model.call(inputs, { training: false, ...maskOf(inputs, length) })
    if (hasStepTargets && shape[1] !== steps)
      throw new ShapeError(
        `each step has a target, but the layers give ${shape[1]} steps; leave out what changes their number, such as reshape`,
      )
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error
    const numbers = lengths === null ? `${steps}` : `different numbers of`
    const trained =
      inputShape[0] === steps ? '' : `, up to ${steps}, where ${inputShape[0]} were trained on`
    throw new InputError(
      `model.layers: must take the sequences of ${what}, which have ${numbers} steps${trained}: ${error.message}`,
      { cause: error },
    )
  }
}
