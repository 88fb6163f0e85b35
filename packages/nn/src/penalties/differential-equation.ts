import { max, mean, min, type Tensor, tensor } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { haltonPoints } from '../equations/halton.ts'
import { EquationError, parseEquation } from '../equations/parse-equation.ts'
import { residualOf } from '../equations/residual.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import { floatDType } from '../float-dtype.ts'
import { asRows } from './differentiated.ts'

export const differentialEquation = definePenalty({
  name: 'differentialEquation',
  summary: 'Keeps what is learned near a differential equation that is written as a formula.',
  formula:
    'mean over points of r(x)² + gradientWeight Σⱼ (∂r/∂xⱼ)², r(x) by how much the equation is missed',
  paper: {
    authors: 'Raissi, Perdikaris & Karniadakis',
    year: 2019,
    title:
      'Physics-informed neural networks: a deep learning framework for solving forward and inverse problems involving nonlinear partial differential equations',
  },
  cost: 'a forward pass over the points, a backward pass for each derivative in the equation, and one through all of them: about 2 × (1 + order) passes over the points',
  when: 'Physics is known and data are few: the rows give initial and boundary values, or measurements, and the equation says what is between them. Not where the equation is only roughly true: then a small weight.',
  advice: {
    wants: ['physics', 'fewRows'],
    suggested:
      'A weight of 1 (gradientWeight 0.01, where it is wanted, as Yu et al. 2022), tanh, 2 to 4 layers of 20 to 64 units; adam, then lbfgs with sampling: halton.',
    notWith:
      'ReLU, whose derivatives from the second on are 0. Batch normalisation, which mixes the rows. Categories among the names of the equation.',
    limits:
      'A small residual is no proof of a small error: sharp fronts, long times and weights that let one part win are where such networks fail; compare with what is known.',
  },
  notes:
    'Names: the columns that are inputs, one other name for the output, and its derivatives by subscripts: u_xx, u_xt, u_{time,time} for long names; their order does not matter, each is computed once, to any order. Numbers, pi, + − * / ^ =, and sin, cos, tan, sinh, cosh, tanh, exp, log, sqrt, abs, sigmoid. Where inputs have no names they are x1, x2, … Everything is in the units of the table, whatever the scaling. Points are drawn evenly in the box of the data (in the library, of the layout’s ranges or else of the batch), anew in each step, beside the rows, whose targets the loss keeps: so rows on the boundary and at the beginning are all the data that is needed. points: rows takes the rows themselves. halton takes the same evenly spread points in every step, as optimizers such as lbfgs need them. gradientWeight adds the gradient of the residual (Yu, Lu, Meng & Karniadakis 2022, gPINN), one more derivative. With a loss whose outputs are logarithms, such as poisson, the equation is of the logarithm. In the library a model may have several outputs, named by `outputs`; a system of equations is a penalty for each.',
  aliases: ['pinn', 'physicsInformed', 'pde', 'ode', 'gpinn', 'gradientEnhanced', 'equation'],
  derivatives: 2,
  perExample: true,
  losses: ['values'],
  outputs: 'one',
  options: {
    equation: option.text({
      form: 'an equation',
      sample: 'x1 * u_x1 + u_x2x2 = 0',
      words: 'what is to hold, by the names of inputs and output; without = the whole is to be 0',
    }),
    outputs: option.text({
      form: 'names with commas between them',
      sample: 'u',
      default: null,
      words: 'the names of the outputs in the equation; null: one output, by any name',
    }),
    points: option.integer({
      minimum: 1,
      maximum: 1_000_000,
      default: 256,
      or: ['rows'],
      words: 'how many points in the box of the data; "rows": the rows of the batch',
    }),
    sampling: option.choice({
      values: ['random', 'halton'],
      default: 'random',
      words: 'random points in each step, or the same ones of Halton’s sequence',
    }),
    gradientWeight: option.number({
      minimum: 0,
      default: 0,
      words: 'what the squared gradient of the residual is multiplied with',
    }),
  },
  example: {
    model: 'quadratic',
    options: { equation: 'u_x1 + u_x1x2 = 2 * u_x1x1 * x2', points: 'rows', gradientWeight: 0.5 },
    value: 18.5,
  },
  check({ equation }) {
    try {
      parseEquation(equation)
      return undefined
    } catch (error) {
      if (error instanceof EquationError) return error.message
      throw error
    }
  },
  make(options) {
    const equation = parseEquation(options.equation)
    const outputNames = options.outputs?.split(',').map((name) => name.trim()) ?? null
    return (evaluation) => {
      const { inputs, outputs, forward, layout, gradient } = evaluation
      const points = options.points === 'rows' ? inputs : pointsIn(evaluation, options)
      const { residual, slopes } = residualOf(equation, {
        ...{ layout, gradient, outputNames, inputs: points },
        outputs: asRows(options.points === 'rows' ? outputs : forward(points)),
      })
      const missed = mean(residual.square())
      if (options.gradientWeight === 0) return missed
      const squares = slopes().map((slope) => mean(slope.square()))
      return squares.reduce((sum, square) => sum.add(square.mul(options.gradientWeight)), missed)
    }
  },
})

interface Points {
  readonly points: number | 'rows'
  readonly sampling: 'random' | 'halton'
}

/** Points [count, ...] in the box of the data. */
function pointsIn(evaluation: Evaluation, { points, sampling }: Points): Tensor {
  const { inputs } = evaluation
  const dtype = floatDType('differentialEquation: inputs', inputs)
  const shape = inputs.shape.slice(1)
  const size = asRows(inputs).shape[1] ?? 0
  const count = Number(points)
  const unit =
    sampling === 'halton'
      ? tensor(haltonPoints(count, size), { dtype })
      : evaluation.rng.uniform([count, size], { dtype })
  const [low, high] = boxOf(evaluation, size, dtype)
  return low.add(unit.mul(high.sub(low))).reshape([count, ...shape])
}

/** The lowest and the highest of each input, [size]: of the layout's ranges, or of the batch where there are none. */
function boxOf(
  { layout, inputs }: Evaluation,
  size: number,
  dtype: 'float32' | 'float64',
): readonly [Tensor, Tensor] {
  const columns = Object.values(layout.inputs)
  const ranges = Array.from({ length: size }, (_, element) => {
    const column = columns.find(({ elements, range }) => range && elements.includes(element))
    const { range, offset = 0, scale = 1 } = column ?? {}
    return range?.map((value) => (value - offset) / scale)
  })
  if (ranges.some((range) => range === undefined))
    return [min(asRows(inputs), 0), max(asRows(inputs), 0)]
  const bounds = (end: 0 | 1): Tensor =>
    tensor(
      ranges.map((range) => range?.[end] ?? 0),
      { dtype },
    )
  return [bounds(0), bounds(1)]
}
