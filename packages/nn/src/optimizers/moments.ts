import { pow, type Tensor } from '@sobolev/core'
import { mapTensors, type Tensors } from '../tensors.ts'

/** share · mean + (1 − share) · x, by name, for each name of `xs`. */
export const runningMean = (share: number, means: Tensors, xs: Tensors): Tensors =>
  mapTensors([xs, means], ([x, mean]) => mean.mul(share).add(x.mul(1 - share)))

/** 1 − βᵗ at t = step + 1, in float64: near β = 1 the difference would lose half of float32. */
export const bias = (beta: number, step: Tensor): Tensor =>
  pow(beta, step.add(1).cast('float64')).neg().add(1)

/** The tensors, each squared. */
export const squares = (tensors: Tensors): Tensors => mapTensors([tensors], ([x]) => x.square())
