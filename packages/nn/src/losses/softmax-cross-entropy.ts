import { logSumExp, ShapeError } from '@sobolev/core'
import { checkTensors } from '../check-tensors.ts'
import { floatDType } from '../float-dtype.ts'
import type { Loss } from './loss.ts'
import { pickTargets } from './pick-targets.ts'

/**
 * −log softmax(outputs)[target] = log Σₖ exp(outputsₖ) − outputs[target], in nats.
 *
 * `outputs`: logits [n, classes]. `targets`: class numbers, int32 [n], from 0. Throws a ShapeError
 * for other shapes, a DTypeError for another dtype, a RangeError for a class number out of range.
 */
export const softmaxCrossEntropy: Loss = (outputs, targets) => {
  checkTensors('softmaxCrossEntropy', { outputs, targets })
  floatDType('softmaxCrossEntropy: outputs', outputs)
  const [n] = outputs.shape
  if (outputs.rank !== 2 || targets.rank !== 1 || targets.size !== n)
    throw new ShapeError(
      `softmaxCrossEntropy: outputs must be [n, classes] and targets [n], got [${outputs.shape.join(', ')}] and [${targets.shape.join(', ')}]`,
    )
  return logSumExp(outputs, 1).sub(pickTargets('softmaxCrossEntropy', outputs, targets))
}
