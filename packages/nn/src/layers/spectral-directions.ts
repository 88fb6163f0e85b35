import { type Rng, type Tensor, where } from '@sobolev/core'
import { floatDType } from '../float-dtype.ts'

/** The power iterations before the first step. */
export const FIRST_ITERATIONS = 15

/** A pair of vectors of length 1. */
export interface Directions {
  /** [units]. */
  readonly unit: Tensor
  /** [inputs]. */
  readonly input: Tensor
}

/** Random first directions of a matrix [units, inputs]. `operation`: what its errors begin with. */
export function drawDirections(operation: string, rng: Rng, matrix: Tensor): Directions {
  const [units = 0, inputs = 0] = matrix.shape
  const dtype = floatDType(`${operation}: kernel`, matrix)
  return {
    unit: rng.split('unit').normal([units], { dtype }),
    input: rng.split('input').normal([inputs], { dtype }),
  }
}

/** Goes on with the power iteration towards the singular vectors of the largest singular value. */
export function iterate(matrix: Tensor, first: Directions, iterations: number): Directions {
  let { unit, input } = first
  for (let iteration = 0; iteration < iterations; iteration++) {
    unit = ofLengthOne(matrix.matmul(input), unit)
    input = ofLengthOne(unit.matmul(matrix), input)
  }
  return { unit, input }
}

/** x / ‖x‖, or what was before where x is 0. */
function ofLengthOne(x: Tensor, before: Tensor): Tensor {
  const length = x.square().sum().sqrt()
  const isZero = length.equal(0)
  return where(isZero, before, x.div(where(isZero, 1, length)))
}
