import { maximum, type Tensor, type Variable, zerosLike } from '@sobolev/core'
import { defineOptimizer } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { numberAt } from '../schedules/number-at.ts'
import type { Schedule } from '../schedules/schedule.ts'
import { mapTensors, type Tensors } from '../tensors.ts'
import { changeOfMembers } from '../units-axis.ts'
import { chain } from './chain.ts'
import { decayOptions, decayWeights } from './decay-weights.ts'
import { momentumRange } from './momentum.ts'
import { momentOptions, scaleByAdam } from './scale-by-adam.ts'
import { learningRateOption, scaleByLearningRate } from './scale-by-learning-rate.ts'
import type { GradientTransform } from './transform.ts'

export const muon = defineOptimizer({
  name: 'muon',
  summary:
    'Momentum whose matrices are made orthogonal, so that a step turns all directions alike; adamw for all that is no matrix.',
  formula:
    'θ ← θ − learningRate · (0.2 √max(rows, columns) · orthogonal(g + μ v) + weightDecay · θ), v ← μ v + g; orthogonal: five times X ← a X + (b X Xᵀ + c (X Xᵀ)²) X from X = G / ‖G‖, (a, b, c) = (3.4445, −4.7750, 2.0315)',
  paper: {
    authors: 'Jordan et al.',
    year: 2024,
    title: 'Muon: an optimizer for hidden layers in neural networks',
  },
  cost: 'a second copy of the matrices, a third of the rest, and fifteen products of matrices for each matrix',
  when: 'Networks with wide hidden layers, in place of adamw and with its learning rate. Narrow ones gain little.',
  notes:
    'A matrix is a variable of two axes with the role kernel or without one, and a kernel of more axes whose layer says which counts the units: that of a convolution is taken for [out, in · places]. The factor 0.2 √max(rows, columns) gives its steps the size of adamw’s, so that one learning rate is for all (Liu et al. 2025, Muon is scalable for LLM training; in PyTorch adjust_lr_fn="match_rms_adamw"). The products have the dtype of the weights, where PyTorch’s have bfloat16.',
  options: {
    learningRate: learningRateOption(0.001),
    momentum: option.schedule({
      ...momentumRange,
      default: 0.95,
      words: 'the share of the speed of matrices that is kept',
    }),
    ...momentOptions,
    ...decayOptions,
  },
  // X is 1, then a + b + c = 0.701, and after five times 0.6964…: of that a fifth, five times.
  example: {
    options: { learningRate: 5, weightDecay: 0 },
    parameters: [[1]],
    gradients: [[5]],
    updates: [[-0.696436409469752]],
  },
  make: ({ learningRate, momentum, weightDecay, decays, ...moments }) =>
    chain(
      byShape(orthogonalMomentum(momentum), scaleByAdam(moments)),
      decayWeights({ weightDecay, decays }),
      scaleByLearningRate(learningRate),
    ),
})

const isMatrix = ({ rank, role, unitsAxis }: Variable): boolean =>
  (rank === 2 || (rank > 2 && unitsAxis !== undefined)) && (role === undefined || role === 'kernel')

/** One transform for matrices, another for all else. */
function byShape(matrices: GradientTransform, others: GradientTransform): GradientTransform {
  const split = (tensors: Tensors, variables: Readonly<Record<string, Variable>>) => {
    const is = ([path]: [string, Tensor]): boolean => {
      const variable = variables[path]
      return variable !== undefined && isMatrix(variable)
    }
    const entries = Object.entries(tensors)
    return [
      Object.fromEntries(entries.filter(is)),
      Object.fromEntries(entries.filter((entry) => !is(entry))),
    ] as const
  }
  return {
    init(parameters, variables) {
      const [ofMatrices, ofOthers] = split(parameters, variables)
      return { ...matrices.init(ofMatrices, variables), ...others.init(ofOthers, variables) }
    },
    update(gradients, state, context) {
      const [ofMatrices, ofOthers] = split(gradients, context.variables)
      const first = matrices.update(ofMatrices, state, context)
      const second = others.update(ofOthers, state, context)
      return {
        updates: { ...first.updates, ...second.updates },
        state: { ...first.state, ...second.state },
      }
    },
  }
}

const orthogonalMomentum = (momentum: Schedule): GradientTransform => ({
  init: (parameters) => ({
    'muon.velocity': mapTensors([parameters], ([p]) => zerosLike(p)),
  }),
  update(gradients, state, { variables, step }) {
    const velocity = mapTensors([gradients, state['muon.velocity'] ?? {}], ([g, v]) =>
      v.mul(numberAt(momentum, step, v.dtype)).add(g),
    )
    const updates = mapTensors([gradients, velocity], ([g, v], path) =>
      inMatrix(g.add(v.mul(numberAt(momentum, step, v.dtype))), variables[path], (matrix) =>
        orthogonal(matrix).mul(0.2 * Math.sqrt(Math.max(...matrix.shape))),
      ),
    )
    return { updates, state: { 'muon.velocity': velocity } }
  },
})

/** What `change` makes of a matrix, or of a tensor of more axes as [units, all else]. */
function inMatrix(
  x: Tensor,
  variable: Variable | undefined,
  change: (matrix: Tensor) => Tensor,
): Tensor {
  if (!variable) return change(x)
  return changeOfMembers(x, variable, (kernel, unitsAxis) => {
    if (kernel.rank === 2) return change(kernel)
    const unitsFirst = kernel.moveAxis(unitsAxis, 0)
    const [units = 0] = unitsFirst.shape
    const matrix = unitsFirst.reshape([units, -1])
    return change(matrix).reshape(unitsFirst.shape).moveAxis(0, unitsAxis)
  })
}

/** Near to U Vᵀ of G = U S Vᵀ: singular values of 0.68 to 1.13, but for those that are nearly 0. */
function orthogonal(matrix: Tensor): Tensor {
  const [rows = 0, columns = 0] = matrix.shape
  // The products are smaller on the shorter side.
  if (rows > columns) return orthogonal(matrix.transpose()).transpose()
  let x = matrix.div(maximum(matrix.square().sum().sqrt(), 1e-7))
  for (let iteration = 0; iteration < 5; iteration++) {
    const product = x.matmul(x.transpose())
    const polynomial = product.mul(-4.775).add(product.matmul(product).mul(2.0315))
    x = x.mul(3.4445).add(polynomial.matmul(x))
  }
  return x
}
