import { type DType, pow, type Tensor } from '@sobolev/core'
import { oneMinus } from '../schedules/number-at.ts'
import { mapTensors, type Tensors } from '../tensors.ts'

/** share · mean + (1 − share) · x, by name, for each name of `xs`. `share`: a number, or a float64 scalar. */
export function runningMean(share: number | Tensor, means: Tensors, xs: Tensors): Tensors {
  const [kept, taken] = [share, oneMinus(share)]
  return mapTensors([xs, means], ([x, mean]) =>
    mean.mul(inDType(kept, mean.dtype)).add(x.mul(inDType(taken, x.dtype))),
  )
}

const inDType = (x: number | Tensor, dtype: DType): number | Tensor =>
  typeof x === 'number' ? x : x.cast(dtype)

/** 1 − βᵗ at t = step + 1, in float64: near β = 1 the difference would lose half of float32. */
export const bias = (beta: number, step: Tensor): Tensor =>
  pow(beta, step.add(1).cast('float64')).neg().add(1)

/** The tensors, each squared. */
export const squares = (tensors: Tensors): Tensors => mapTensors([tensors], ([x]) => x.square())
