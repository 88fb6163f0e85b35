import { ShapeError, type Tensor } from '@sobolev/core'
import { checkTensors } from '../check-tensors.ts'

/** Throws a ShapeError unless scores are [n, classes], of two classes or more, and targets [n]. */
export function checkClasses(metric: string, scores: Tensor, targets: Tensor): void {
  checkTensors(metric, { scores, targets })
  const [rows, classes] = scores.shape
  if (scores.rank !== 2 || targets.rank !== 1 || rows !== targets.size || classes === 0)
    throw new ShapeError(
      `${metric}: scores must be [n, classes] and targets [n], got ${shapes(scores, targets)}`,
    )
  if (classes === 1)
    throw new ShapeError(
      `${metric}: scores must have a column for each class, got one; of one logit x [n, 1] they are concat([x.neg(), x], 1).sigmoid()`,
    )
}

/** Throws a ShapeError unless both hold the same number of elements in one column, [n] or [n, 1]. */
export function checkColumns(metric: string, outputs: Tensor, targets: Tensor): void {
  checkTensors(metric, { outputs, targets })
  const isColumn = ({ shape }: Tensor): boolean =>
    shape.length === 1 || (shape.length === 2 && shape[1] === 1)
  if (!isColumn(outputs) || !isColumn(targets) || outputs.size !== targets.size)
    throw new ShapeError(
      `${metric}: both must be [n] or [n, 1] with one n, got ${shapes(outputs, targets)}`,
    )
}

/** Throws a RangeError unless all targets are 0 or 1. */
export function checkTruths(metric: string, targets: Tensor): void {
  const wrong = targets.data.find((truth) => truth !== 0 && truth !== 1)
  if (wrong !== undefined) throw new RangeError(`${metric}: targets must be 0 or 1, got ${wrong}`)
}

const shapes = (a: Tensor, b: Tensor): string =>
  `[${a.shape.join(', ')}] and [${b.shape.join(', ')}]`
