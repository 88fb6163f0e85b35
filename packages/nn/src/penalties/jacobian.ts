import { describeValue, full, mean, norm, oneHot, type Rng, sum, type Tensor } from '@sobolev/core'
import { floatDType } from '../float-dtype.ts'
import { exampleAxes } from './example-axes.ts'
import type { Penalty } from './penalty.ts'
import { penaltyOptions } from './penalty-options.ts'

export interface JacobianOptions {
  /** How many random directions stand for all outputs; 1 unless given. 'all' is exact. */
  readonly projections?: number | 'all'
}

/**
 * ½ mean over examples of ‖J‖², the sum of squares of the derivatives of all outputs (logits, not
 * losses) by all inputs (Hoffman et al. 2019, "Robust learning with Jacobian regularization").
 *
 * With n projections it is the estimate C / n Σ ‖vᵀJ‖² of ‖J‖² with v drawn evenly from the unit
 * sphere, for every example and projection anew, and C the number of outputs (equation 8): right on
 * average, and for one output exact. The relative standard deviation falls as 1 / √n. It costs a
 * backward pass for each projection; 'all' costs C of them and draws nothing.
 *
 * Throws a RangeError unless `projections` is a whole number above 0, or 'all'.
 */
export function jacobian(options: JacobianOptions = {}): Penalty {
  const { projections = 1 } = penaltyOptions('jacobian', options, { projections: 'any' })
  if (projections !== 'all' && !(Number.isInteger(projections) && projections > 0))
    throw new RangeError(
      `jacobian: projections must be a whole number above 0, or 'all', got ${describeValue(projections)}`,
    )
  return (evaluation) => {
    const { outputs } = evaluation
    const [n = 0, ...rest] = outputs.shape
    const size = rest.reduce((product, length) => product * length, 1)
    const directions =
      projections === 'all'
        ? axes(n, size, outputs)
        : randomDirections(n, size, outputs, projections, evaluation.rng)
    const squares = directions.map((v) => {
      const row = evaluation.vectorJacobian(v.reshape(outputs.shape))
      return mean(sum(row.square(), exampleAxes(row)))
    })
    const scale = projections === 'all' ? 1 : size / projections
    return squares.reduce((total, each) => total.add(each)).mul(0.5 * scale)
  }
}

/** Each output by itself: [n, size] with 1 in one column. */
function axes(n: number, size: number, outputs: Tensor): Tensor[] {
  const dtype = floatDType('jacobian: outputs', outputs)
  return Array.from({ length: size }, (_, column) =>
    oneHot(full([n], column, 'int32'), size, dtype),
  )
}

/** Unit vectors, one for each of n examples, `count` times: normal vectors, divided by their length. */
function randomDirections(
  n: number,
  size: number,
  outputs: Tensor,
  count: number,
  rng: Rng,
): Tensor[] {
  const dtype = floatDType('jacobian: outputs', outputs)
  return Array.from({ length: count }, (_, index) => {
    const v = rng.split(index).normal([n, size], { dtype })
    return v.div(norm(v, 2, 1, { keepDims: true }))
  })
}
