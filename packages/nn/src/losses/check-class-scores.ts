import { range, ShapeError, type Tensor } from '@sobolev/core'
import { checkTensors } from '../check-tensors.ts'
import { floatDType } from '../float-dtype.ts'

/** Throws a ShapeError unless outputs are [n, classes] and targets [n], a DTypeError for outputs that are no floats. */
export function checkClassScores(loss: string, outputs: Tensor, targets: Tensor): void {
  checkTensors(loss, { outputs, targets })
  floatDType(`${loss}: outputs`, outputs)
  const [n] = outputs.shape
  if (outputs.rank !== 2 || targets.rank !== 1 || targets.size !== n)
    throw new ShapeError(
      `${loss}: outputs must be [n, classes] and targets [n], got [${outputs.shape.join(', ')}] and [${targets.shape.join(', ')}]${targets.rank === 2 ? '; targets.argmax(1) makes class numbers of one-hot rows' : ''}`,
    )
}

/** Whether each column of `outputs` [n, classes] is that of the row's class: bool [n, classes]. */
export const isTrueClass = (outputs: Tensor, targets: Tensor): Tensor =>
  targets.reshape([targets.size, 1]).equal(range(outputs.shape[1] ?? 0))
