import { eye, mean, ShapeError, type Tensor } from '@sobolev/core'
import { option } from '../catalogue/option.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import { floatDType } from '../float-dtype.ts'
import { asRows } from './differentiated.ts'
import { maskFor } from './layer-outputs.ts'

/** The option that says which features of examples are compared over the batch. */
export const featuresOption = option.path({
  default: 'outputs',
  or: ['outputs'],
  words: 'whose numbers count: those of the outputs, or of the activations of a layer',
})

/**
 * The features of a batch [n, count] of which a penalty takes statistics: the outputs, or the activations of a layer.
 * Throws a ShapeError where some steps only pad an example, as they would count for it.
 */
export function featuresOf(
  penalty: string,
  of: string,
  { outputs, outputsOf, mode }: Evaluation,
): Tensor {
  const features = of === 'outputs' ? outputs : outputsOf(of)
  if (features.rank > 2 && maskFor(features, mode))
    throw new ShapeError(
      `${penalty}: each example must have every feature, got steps of padded sequences as "${of}"; name a layer that gives one vector for an example, as a recurrent one without returnSequences`,
    )
  return asRows(features)
}

/** The features of a batch [n, count], as `featuresOf` gives them, less their means over it. */
export function centeredFeatures(penalty: string, of: string, evaluation: Evaluation): Tensor {
  const rows = featuresOf(penalty, of, evaluation)
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
