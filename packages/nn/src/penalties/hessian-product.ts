import { mean, type Tensor } from '@sobolev/core'
import type { Evaluation, Variables } from '../evaluation/evaluation.ts'
import { floatDType } from '../float-dtype.ts'
import { mapTensors, type Tensors } from '../tensors.ts'
import { dot } from './loss-increase.ts'

/** Products with the Hessian of the mean loss by all that is trained: v by path gives Hv, which can be differentiated again. */
export function hessianProductOf({
  losses,
  trainable,
  gradient,
}: Pick<Evaluation, 'losses' | 'trainable' | 'gradient'>): (v: Tensors) => Tensors {
  const zeros = { unconnectedGradients: 'zero' } as const
  const slopes: Tensors = gradient(mean(losses), trainable, zeros)
  return (v) => gradient(dot(slopes, v), trainable, zeros)
}

/** A tensor for each variable, in its shape and dtype. */
export const drawFor = (
  variables: Variables,
  draw: (
    path: string,
    shape: readonly number[],
    options: { dtype: 'float32' | 'float64' },
  ) => Tensor,
): Tensors =>
  mapTensors(
    [Object.fromEntries(Object.entries(variables).map(([path, { value }]) => [path, value]))],
    ([value], path) => draw(path, value.shape, { dtype: floatDType(path, value) }),
  )
