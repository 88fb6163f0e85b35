import { concat, full, logSigmoid, logSoftmax, max, mean, oneHot, type Tensor } from '@sobolev/core'
import { option } from '../catalogue/option.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import { floatDType } from '../float-dtype.ts'
import { withoutPadding } from './layer-outputs.ts'

/** The option that says what a penalty differentiates by the inputs. */
export const differentiated = <const Default extends string>(by: Default) =>
  option.path({
    default: by,
    or: ['loss', 'outputs', 'logProbabilities'],
    orOutput: true,
    words:
      'what is differentiated: the loss, all outputs, one of them, the logarithms of the probabilities of classes, or the activations of a layer',
  })

/** The option that says what a penalty makes of the numbers of all examples. */
export const reduction = option.choice({
  values: ['mean', 'largest'],
  default: 'mean',
  words: 'what is made of the numbers of all examples: their mean, or the largest of the batch',
})

/** The mean or the largest of numbers [n]. */
export const reduced = (values: Tensor, by: 'mean' | 'largest'): Tensor =>
  by === 'mean' ? mean(values) : max(values)

/**
 * What the option `of` of a penalty names: numbers of each example, [n, ...]. A single output counts as the logit of the
 * second of two classes where log-probabilities are asked for. Of sequences it is 0 at the steps that pad them. Throws a
 * RangeError for the number of an output that there is not, and as `outputsOf` does.
 */
export function quantityOf(penalty: string, of: string | number, evaluation: Evaluation): Tensor {
  if (of === 'loss') return evaluation.losses
  const { outputs, outputsOf } = evaluation
  if (typeof of === 'number') return outputAt(penalty, withoutPadding(outputs, evaluation), of)
  if (of === 'outputs') return withoutPadding(outputs, evaluation)
  if (of === 'logProbabilities') return withoutPadding(logProbabilities(outputs), evaluation)
  return withoutPadding(outputsOf(of), evaluation)
}

/** One of the numbers of each example, [n]. Throws a RangeError for one that there is not. */
export function outputAt(penalty: string, outputs: Tensor, index: number): Tensor {
  const rows = asRows(outputs)
  const count = rows.shape[1] ?? 1
  if (index < count) return rows.slice([{}, index])
  throw new RangeError(
    `${penalty}: the number of an output must be ${count === 1 ? '0, since there is one' : `from 0 to ${count - 1}`}, got ${index}`,
  )
}

/** The logarithms of the probabilities of classes, [n, ..., classes]. */
export function logProbabilities(outputs: Tensor): Tensor {
  const isOne = outputs.rank === 1 || outputs.shape.at(-1) === 1
  if (!isOne) return logSoftmax(outputs, outputs.rank - 1)
  const logit = outputs.rank === 1 ? outputs.reshape([outputs.size, 1]) : outputs
  return concat([logSigmoid(logit.neg()), logSigmoid(logit)], logit.rank - 1)
}

/** Numbers [n, ...] as [n, count]. */
export function asRows(y: Tensor): Tensor {
  const [n = 0, ...shape] = y.shape
  return y.reshape([n, shape.reduce((product, length) => product * length, 1)])
}

/** How many derivatives of an example a training step may take one by one. */
const MOST_DERIVATIVES = 1000

/**
 * Throws a RangeError for so many derivatives of each example that a step would take minutes and gigabytes.
 */
export function checkDerivativeCount(count: number): void {
  if (count <= MOST_DERIVATIVES) return
  throw new RangeError(
    `exact derivatives: at most ${MOST_DERIVATIVES} may be taken of an example, one by one, got ${count}; let random directions stand for them, as projections: 2 does where there is that option, or choose fewer columns, outputs or units`,
  )
}

/**
 * Unit vectors of an example's numbers y [n, ...], one after the other, as `v` of `vectorJacobian`: [n, ...] each. Throws
 * as `checkDerivativeCount` does.
 */
export function axesOf(y: Tensor): Tensor[] {
  const dtype = floatDType('vectorJacobian: what is differentiated', y)
  const [n = 0, count = 1] = asRows(y).shape
  checkDerivativeCount(count)
  return Array.from({ length: count }, (_, column) =>
    oneHot(full([n], column, { dtype: 'int32' }), count, { dtype }).reshape(y.shape),
  )
}

/** ∂y/∂x of each number of an example of y, one after the other: each [n, ...] in the shape of the inputs. */
export function jacobianRows(evaluation: Evaluation, y: Tensor): Tensor[] {
  if (y === evaluation.losses) return [evaluation.inputGradient()]
  return axesOf(y).map((axis) => evaluation.vectorJacobian(axis, y))
}
