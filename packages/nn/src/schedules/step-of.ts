import { describeValue, Tensor, tensor } from '@sobolev/core'

/** The number of a step as an int32 scalar. Throws a TypeError for what is no whole number. */
export function stepOf(operation: string, step: number | Tensor): Tensor {
  if (Number.isSafeInteger(step)) return tensor(Number(step), { dtype: 'int32' })
  if (step instanceof Tensor && step.dtype === 'int32' && step.rank === 0) return step
  throw new TypeError(
    `${operation}: the step must be a whole number or an int32 scalar, got ${step instanceof Tensor ? `${step.dtype} of shape [${step.shape.join(', ')}]` : describeValue(step)}`,
  )
}
