import { equal, range, ShapeError, type Tensor } from '@sobolev/core'
import { checkTensors } from '../check-tensors.ts'
import { floatDType } from '../float-dtype.ts'

/** The examples of a batch two by two: [n, n], row the one and column the other. */
export interface Pairs {
  /** ‖one − other‖². */
  readonly squares: Tensor
  /** Of one class and not one example; bool. */
  readonly isAlike: Tensor
  /** Of different classes; bool. */
  readonly isApart: Tensor
}

/** The pairs of embeddings [n, ...] with class numbers, int32 [n]. Throws a ShapeError for others, a DTypeError for another dtype. */
export function pairsOf(loss: string, outputs: Tensor, targets: Tensor): Pairs {
  checkTensors(loss, { outputs, targets })
  floatDType(`${loss}: outputs`, outputs)
  const [n = 0] = outputs.shape
  if (outputs.rank < 2 || targets.rank !== 1 || targets.size !== n || targets.dtype !== 'int32')
    throw new ShapeError(
      `${loss}: outputs must be [n, ...] and targets class numbers, int32 [n], got [${outputs.shape.join(', ')}] and ${targets.dtype} [${targets.shape.join(', ')}]`,
    )
  const features = outputs.reshape([n, outputs.size / Math.max(n, 1)])
  const spread = (x: Tensor, shape: readonly number[]): Tensor =>
    x.reshape(shape).broadcastTo([n, n, ...x.shape.slice(1)])
  const width = features.shape[1] ?? 0
  const difference = spread(features, [n, 1, width]).sub(spread(features, [1, n, width]))
  const isSameClass = equal(spread(targets, [n, 1]), spread(targets, [1, n]))
  const places = range(n, { dtype: 'int32' })
  const isSelf = equal(spread(places, [n, 1]), spread(places, [1, n]))
  return {
    squares: difference.square().sum(2),
    isAlike: isSameClass.logicalAnd(isSelf.logicalNot()),
    isApart: isSameClass.logicalNot(),
  }
}
