import { norm, type Rng, sum, type Tensor } from '@sobolev/core'
import { option } from '../catalogue/option.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import { floatDType } from '../float-dtype.ts'
import { asRows, axesOf } from './differentiated.ts'
import { exampleAxes } from './example-axes.ts'
import { type ChosenColumns, ofColumns } from './input-columns.ts'

/** The option that says how a sum over all outputs is computed. */
export const projections = <const Default extends number | 'all'>(by: Default) =>
  option.integer({
    minimum: 1,
    maximum: 1000,
    default: by,
    or: ['all'],
    words: 'how many random directions stand for all outputs; "all" is exact',
  })

/**
 * ‖vᵀJ‖² of each example, [n], for each of some directions v of y: what is to be summed for ‖J‖², and multiplied with
 * `scale`. Exact where the directions are all axes; random ones are drawn evenly from the unit sphere, for every
 * example and direction anew. `columns`: the inputs that count; all unless given.
 */
export function squaredJacobianNorms(
  evaluation: Evaluation,
  y: Tensor,
  count: number | 'all',
  columns: ChosenColumns = null,
): { readonly squares: Tensor[]; readonly scale: number } {
  const [, size = 1] = asRows(y).shape
  const directions = count === 'all' ? axesOf(y) : randomDirections(y, count, evaluation.rng)
  const squares = directions.map((v) => {
    const row = ofColumns(evaluation.vectorJacobian(v, y), columns, evaluation)
    return sum(row.square(), exampleAxes(row))
  })
  return { squares, scale: count === 'all' ? 1 : size / count }
}

/** Unit vectors in the shape of y, `count` times: normal vectors, divided by their length. */
export function randomDirections(y: Tensor, count: number, rng: Rng): Tensor[] {
  const dtype = floatDType('vectorJacobian: what is differentiated', y)
  return Array.from({ length: count }, (_, index) => {
    const v = rng.split(index).normal(asRows(y).shape, { dtype })
    return v.div(norm(v, 2, 1, { keepDims: true })).reshape(y.shape)
  })
}
