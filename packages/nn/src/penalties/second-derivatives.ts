import { full, norm, oneHot, type Rng, ShapeError, type Tensor } from '@sobolev/core'
import { option } from '../catalogue/option.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import type { ColumnReference } from '../evaluation/example-layout.ts'
import { floatDType } from '../float-dtype.ts'
import { asRows, checkDerivativeCount } from './differentiated.ts'

/** The columns [n] of [n, size], to be differentiated one by one. Throws as `checkDerivativeCount` does. */
export function columnsOf(rows: Tensor): Tensor[] {
  const [, size = 0] = rows.shape
  checkDerivativeCount(size)
  return Array.from({ length: size }, (_, column) => rows.slice([{}, column]))
}

/** By which inputs a penalty differentiates: those in `mask`, [1, ...], all without it. */
export interface ByInputs extends Pick<Evaluation, 'gradient' | 'inputs'> {
  readonly mask?: Tensor
}

/** Differentiates by some columns alone, as if the other inputs were constant; by all for `null`. */
export function byColumns(
  { gradient, inputs, columnMask }: Evaluation,
  columns: ColumnReference | readonly ColumnReference[] | null,
): ByInputs {
  return { gradient, inputs, ...(columns !== null && { mask: columnMask(columns) }) }
}

/**
 * The derivative of the sum of `y`, or of `along` · `y`, by the inputs, as [n, size]: row i belongs to example i, as long
 * as no layer mixes them. Zeros where `y` does not depend on the inputs, as the slopes of a linear model do not.
 */
export function slopes({ gradient, inputs, mask }: ByInputs, y: Tensor, along?: Tensor): Tensor {
  floatDType('a penalty on derivatives: inputs', inputs)
  const cotangents = along === undefined ? {} : { outputGradients: along }
  const derivative = gradient(y, inputs, { ...cotangents, unconnectedGradients: 'zero' })
  return asRows(mask ? derivative.mul(mask) : derivative)
}

/**
 * The rows of each example’s Hessians by the inputs, one Hessian for each column of `values` [n, count]: row j of the
 * k-th is ∂²fₖ/∂xⱼ∂x as [n, size]. Throws as `checkDerivativeCount` does.
 */
export function hessiansOf(by: ByInputs, values: Tensor): Tensor[][] {
  const [, count = 1] = values.shape
  const [, size = 1] = asRows(by.inputs).shape
  checkDerivativeCount(count * size)
  return columnsOf(values).map((value) =>
    columnsOf(slopes(by, value)).map((slope) => slopes(by, slope)),
  )
}

/**
 * Unit vectors, one for each of n examples: normal vectors, divided by their length. `shape`: [n, size]. `mask`: what
 * they are 0 outside of, with one row.
 */
export function unitVectors(
  rng: Rng,
  shape: readonly number[],
  like: Tensor,
  mask?: Tensor,
): Tensor {
  const normal = rng.normal(shape, { dtype: floatDType('a penalty on derivatives', like) })
  const v = mask ? normal.mul(asRows(mask)) : normal
  return v.div(norm(v, 2, 1, { keepDims: true }))
}

/** Random signs ±1, each as likely. */
export const signs = (rng: Rng, shape: readonly number[], like: Tensor): Tensor =>
  rng.rademacher(shape, { dtype: floatDType('a penalty on derivatives', like) })

/** 1 in one column of [n, size], 0 elsewhere. */
export const axisVector = (like: Tensor, column: number): Tensor =>
  oneHot(full([like.shape[0] ?? 0], column, { dtype: 'int32' }), like.shape[1] ?? 0, {
    dtype: floatDType('a penalty on derivatives', like),
  })

/** An option that says by how many random directions something is estimated; `least` are needed for that. */
export const projectionsOption = <const Default extends number | 'all'>(
  least: number,
  otherwise: Default,
  words: string,
) => option.integer({ minimum: least, maximum: 1000, default: otherwise, or: ['all'], words })

/** The sum of tensors of one shape, of which there is at least one. */
export const sumOf = (parts: readonly Tensor[]): Tensor =>
  parts.reduce((sum, part) => sum.add(part))

/**
 * The square of a mean that is estimated by draws of it, [n] each, at least two: the mean of the products of different
 * draws, which is right on average, where the square of their mean would be too large.
 */
export function squareOfMean(draws: readonly Tensor[]): Tensor {
  const sum = sumOf(draws)
  const squares = sumOf(draws.map((draw) => draw.square()))
  return sum
    .square()
    .sub(squares)
    .div(draws.length * (draws.length - 1))
}

/** The variance of draws, [n] each or of any other shape, with draws − 1 below the line; at least two. */
export function varianceOfDraws(draws: readonly Tensor[]): Tensor {
  const mean = sumOf(draws).div(draws.length)
  return sumOf(draws.map((draw) => draw.sub(mean).square())).div(draws.length - 1)
}

/** The rows of each example’s Jacobian by the inputs: element k is ∂fₖ/∂x as [n, inputs]. `values`: [n, size]. */
export const vectorJacobians = (evaluation: ByInputs, values: Tensor): Tensor[] =>
  columnsOf(values).map((value) => slopes(evaluation, value))

/** The outputs [n, size] of a model that gives a vector at each point. Throws a ShapeError unless there are as many as inputs. */
export function fieldOf(
  penalty: string,
  { inputs, outputs }: Pick<Evaluation, 'inputs' | 'outputs'>,
): Tensor {
  const [field, points] = [asRows(outputs), asRows(inputs)]
  if (field.shape[1] === points.shape[1]) return field
  throw new ShapeError(
    `${penalty}: the model must have as many outputs as inputs, got outputs of shape [${outputs.shape.join(', ')}] for inputs of shape [${inputs.shape.join(', ')}]`,
  )
}

/**
 * tr J of each example, [n], for a model with as many outputs as inputs: exactly, one tensor, or vᵀJv for as many
 * vectors v of random signs. Throws as `fieldOf` does.
 */
export function divergenceDraws(
  penalty: string,
  evaluation: Evaluation,
  projections: number | 'all',
): Tensor[] {
  const field = fieldOf(penalty, evaluation)
  if (projections === 'all')
    return [sumOf(vectorJacobians(evaluation, field).map((row, column) => row.slice([{}, column])))]
  return Array.from({ length: projections }, (_, index) => {
    const v = signs(evaluation.rng.split(index), field.shape, field)
    return slopes(evaluation, field, v).mul(v).sum(1)
  })
}
