import { norm, singularValues, stack, stopGradient, type Tensor } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import {
  asRows,
  differentiated,
  jacobianRows,
  quantityOf,
  reduced,
  reduction,
} from './differentiated.ts'
import { type ChosenColumns, columnsOption, ofColumns } from './input-columns.ts'
import { randomDirections } from './squared-jacobian-norms.ts'

export const jacobianSpectral = definePenalty({
  name: 'jacobianSpectral',
  summary: 'Keeps small how fast the outputs change in the direction in which they change fastest.',
  formula:
    'mean over examples of ‖J‖ = max ‖J v‖ over ‖v‖ = 1, or its square; J = ∂y/∂x, y the outputs',
  paper: {
    authors: 'Varga, Csiszárik & Zombori',
    year: 2017,
    title: 'Gradient regularization improves accuracy of discriminative models',
  },
  cost: 'for each iteration a product with J and one with its transpose, and at the end a backward pass through one: about two steps and a half for the first',
  when: 'The worst change is what counts and not the mean over directions, which jacobian takes: a bound on how far outputs move under any small change.',
  advice: {
    wants: ['lipschitz', 'noise', 'adversaries'],
    suggested:
      'A weight of 0.01 to 0.1, since 1 flattens the logits of the two moons altogether; two iterations, more where outputs are many.',
    notWith:
      'ReLU, of which training sees the slopes and no bend: tanh, softplus or gelu show both. Batch normalisation, which mixes the rows.',
    limits:
      'Of power iteration the norm is an estimate from below, closer the more iterations; it holds at the inputs of training alone.',
  },
  notes:
    'Power iteration begins with a random direction of the outputs, drawn anew for every example and step, and keeps the direction that it finds constant: the derivative is exact where it has converged. "exact" takes the singular values of the whole Jacobian, for which each output costs a backward pass. Where the two largest are equal, the derivative is one of many; at a Jacobian of zero it is 0 by power iteration.',
  aliases: ['spectralJacobian', 'spectralNormOfJacobian', 'jacobianSpectralNorm'],
  derivatives: 1,
  perExample: true,
  heldConstant: 'the direction of the outputs, but for iterations: exact',
  options: {
    iterations: option.integer({
      minimum: 1,
      maximum: 1000,
      default: 2,
      or: ['exact'],
      words: 'how many steps of power iteration are taken; "exact" takes all singular values',
    }),
    squared: option.flag({ default: false, words: 'whether its square is penalised' }),
    of: differentiated('outputs'),
    columns: columnsOption,
    reduction,
  },
  // J = (0, 1; −2, 0), whose singular values are 2 and 1.
  example: {
    model: 'field',
    options: { iterations: 'exact', squared: true },
    targets: [[0, 0]],
    value: 4,
  },
  make:
    ({ iterations, squared, of, columns, reduction }) =>
    (evaluation) => {
      const y = quantityOf('jacobianSpectral', of, evaluation)
      const norms =
        iterations === 'exact'
          ? largestSingularValues(
              jacobianRows(evaluation, y).map((row) => ofColumns(row, columns, evaluation)),
            )
          : norm(asRows(rowOfLargest(evaluation, y, { iterations, columns })), 2, 1)
      return reduced(squared ? norms.square() : norms, reduction)
    },
})

/** Of the rows [n, ...] of Jacobians, [n]. */
const largestSingularValues = (rows: readonly Tensor[]): Tensor =>
  singularValues(stack(rows.map(asRows), 1)).slice([{}, 0])

/** uᵀJ of each example for the direction u of y in which power iteration ends. `columns`: the inputs that J is by. */
function rowOfLargest(
  evaluation: Evaluation,
  y: Tensor,
  { iterations, columns }: { readonly iterations: number; readonly columns: ChosenColumns },
): Tensor {
  const { rng, inputs, jacobianVector } = evaluation
  const rowAlong = (direction: Tensor): Tensor =>
    ofColumns(evaluation.vectorJacobian(direction, y), columns, evaluation)
  let [u = y] = randomDirections(y, 1, rng)
  for (let iteration = 0; iteration < iterations; iteration++) {
    const v = unit(rowAlong(u))
    u = stopGradient(unit(jacobianVector(v.reshape(inputs.shape), y)).reshape(y.shape))
  }
  return rowAlong(u)
}

/** Rows of length 1, [n, count]; rows of zeros as they are. */
function unit(x: Tensor): Tensor {
  const rows = asRows(x)
  const lengths = norm(rows, 2, 1, { keepDims: true })
  return rows.div(lengths.add(lengths.equal(0).cast(lengths.dtype)))
}
