import { mean, type Rng, sum, type Tensor } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { asRows, differentiated, quantityOf } from './differentiated.ts'
import { columnsOption } from './input-columns.ts'
import {
  type ByInputs,
  byColumns,
  hessiansOf,
  projectionsOption,
  slopes,
  sumOf,
  unitVectors,
} from './second-derivatives.ts'

export const smoothness = definePenalty({
  name: 'smoothness',
  summary: 'Keeps all second derivatives by the inputs small: what is learned bends little.',
  formula: 'mean over examples of Σₖ ‖∇²ₓfₖ‖² (Frobenius), f the outputs or the loss',
  paper: {
    authors: 'Duchon',
    year: 1977,
    title: 'Splines minimizing rotation-invariant semi-norms in Sobolev spaces',
  },
  cost: 'for each projection a gradient, a product with the Hessian, and a backward pass through both: about three steps more; "all" takes outputs × inputs of them',
  when: 'Few or noisy rows of something smooth: bends are punished, slopes are not, so that trends stay. Not where edges or jumps are true.',
  advice: {
    wants: ['knownShape', 'fewRows'],
    suggested:
      'A weight of 0.001 to 0.1 with standardised inputs: at 0.01 Friedman’s function (configs/friedman.yaml, 30 epochs) ends with r² 0.945 on held-out rows, as without.',
    notWith:
      'ReLU and other activations that are piecewise linear: all second derivatives are 0. Batch normalisation, which mixes the rows.',
    limits:
      'It knows the bends at the examples alone, and says nothing of slopes: a steep plane is smooth.',
  },
  notes:
    'Duchon’s splines take the integral over the space; here it is the mean over the examples, which says nothing of places without any. The directions are drawn evenly from the unit spheres of outputs and inputs, for every example and projection anew: outputs × inputs × ‖∇²(u · f) v‖² is right on average; for one example its standard deviation is at most √2 of the value with one output and √8 with several, and falls as 1 / √(projections × examples). "all" is exact and draws nothing. Bishop 1993 ("Curvature-driven smoothing") takes the diagonal alone.',
  aliases: ['secondVariation', 'curvatureSmoothing', 'thinPlate', 'hessianNorm'],
  derivatives: 2,
  perExample: true,
  options: {
    of: differentiated('outputs'),
    columns: columnsOption,
    projections: projectionsOption(
      1,
      1,
      'how many random directions stand for all outputs and inputs; "all" is exact',
    ),
  },
  example: { model: 'quadratic', options: { projections: 'all' }, value: 22 },
  make:
    ({ of, columns, projections }) =>
    (evaluation) => {
      const values = asRows(quantityOf('smoothness', of, evaluation))
      const by = byColumns(evaluation, columns)
      if (projections === 'all')
        return sumOf(
          hessiansOf(by, values)
            .flat()
            .map((row) => mean(sum(row.square(), 1))),
        )
      const draws = Array.from({ length: projections }, (_, index) =>
        drawnSquare(by, values, evaluation.rng.split(index)),
      )
      return sumOf(draws).div(projections)
    },
})

/** The mean over examples of outputs · inputs · ‖∇²(u · f) v‖², u and v random unit vectors. */
function drawnSquare(by: ByInputs, values: Tensor, rng: Rng): Tensor {
  const inputs = asRows(by.inputs)
  const u = unitVectors(rng.split('outputs'), values.shape, values)
  const v = unitVectors(rng.split('inputs'), inputs.shape, values)
  const product = slopes(by, slopes(by, values, u), v)
  const scale = (values.shape[1] ?? 1) * (inputs.shape[1] ?? 1)
  return mean(sum(product.square(), 1)).mul(scale)
}
