import { eye, mean, type Tensor } from '@sobolev/core'
import { option } from '../catalogue/option.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import { floatDType } from '../float-dtype.ts'
import { asRows } from './differentiated.ts'

/** The option that says which features of examples are compared over the batch. */
export const featuresOption = option.path({
  default: 'outputs',
  or: ['outputs'],
  words: 'whose numbers count: those of the outputs, or of the activations of a layer',
})

/** Features [n, count] of a batch, less their means over it. */
export function centeredFeatures(of: string | number, { outputs, outputsOf }: Evaluation): Tensor {
  const rows = asRows(of === 'outputs' ? outputs : outputsOf(String(of)))
  return rows.sub(mean(rows, 0, { keepDims: true }))
}

/** The covariances of centered features [n, count], [count, count]; `divisor`: n, or n − 1 where that is not 0. */
export const covariances = (centered: Tensor, divisor: number): Tensor =>
  centered.transpose().matmul(centered).div(Math.max(1, divisor))

/** The sum of the squares of all covariances of two different features. */
export function sumOffDiagonal(covariance: Tensor): Tensor {
  const [count = 0] = covariance.shape
  const dtype = floatDType('covariance', covariance)
  return covariance.square().mul(eye(count, { dtype }).neg().add(1)).sum()
}
