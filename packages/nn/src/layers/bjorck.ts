import { type Tensor, type Variable, where } from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { type GivenOptions, option } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { ones } from '../initializers/ones.ts'
import type { Layer } from '../modules/sequential.ts'
import { Dense } from './dense.ts'
import { inShapeOf, matrixOf } from './kernel-matrix.ts'
import { layerChain } from './layer-chain.ts'
import { changedOption, WeightWrapper, wrappedLayers } from './weight-wrapper.ts'

const table = {
  iterations: option.integer({
    minimum: 1,
    maximum: 1000,
    default: 15,
    words: 'how often a kernel is brought nearer to an orthogonal one',
  }),
  includes: changedOption,
}

/** Options of `new Bjorck`, beside its layers. */
export type BjorckOptions = GivenOptions<typeof table>

/** Its layers, their kernels made orthogonal. */
export class Bjorck extends WeightWrapper {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'bjorck',
    summary: 'Layers whose kernels are made orthogonal: all their singular values become 1.',
    formula:
      'W₀ = W / √(‖W‖₁ ‖W‖∞), W [units, inputs]; Wₖ₊₁ = Wₖ (3/2 I − 1/2 Wₖᵀ Wₖ), `iterations` times',
    paper: {
      authors: 'Anil, Lucas & Grosse',
      year: 2019,
      title: 'Sorting out Lipschitz function approximation',
      place: 'section 4.1',
    },
    cost: 'two products of each kernel with itself in each of 15 iterations, in every pass: little beside large batches, more than all else beside small ones',
    when: 'Networks whose Lipschitz constant must be at most 1, and that should use all of it: critics for Wasserstein distances, certified robustness. With groupSort in place of relu, which shortens gradients. Where a bound on the largest singular value is enough, spectralNorm is cheaper.',
    advice: {
      wants: ['lipschitz', 'adversaries'],
      suggested:
        '15 iterations with widths up to a few hundred; groupSort as the activation; a scale behind the last layer where another constant than 1 is wanted.',
      notWith:
        'relu, which loses most of the slope; l2 on the kernels, whose length means nothing; convolutions, whose norm it does not bound by 1.',
      limits:
        'Costs more than the layer itself where batches are small; a 1-Lipschitz network fits the training rows worse.',
    },
    notes:
      'No singular value exceeds 1 however few the iterations, as the first division makes all at most 1 and an iteration keeps them there; with few iterations small ones stay below it. A dense layer is then 1-Lipschitz, and so is a chain of them with activations of slope at most 1; the output layer of a config lies outside. The kernel of a convolution is taken for [out, in · places], whose norm is not that of the convolution. The iteration is that of Björck & Bowie (1971). Derivatives pass through all of it; the length of the trained kernel means nothing, and l2 on it takes no hold. A kernel of zeros stays as it is.',
    aliases: ['bjorckOrthonormalization', 'orthonormalDense', 'orthogonalLayers'],
    options: {
      layers: wrappedLayers,
      ...table,
    },
    short: 'layers',
    // A kernel of [1, 1] becomes one of length 1: (3 + 4) / √2.
    example: {
      options: { layers: [Dense.definition.make({ units: 1, kernelInitializer: ones })] },
      inputs: [[3, 4]],
      value: [[4.949747468305833]],
    },
    plan: ({ layers, ...options }) => ({
      outputShape: (inputs) => layerChain(layers, inputs).outputShape,
      parameters: (inputs) => layerChain(layers, inputs).parameters,
      drawsWeights: (inputs) => layerChain(layers, inputs).drawsWeights,
      build: (inputs, rng, dtypeOptions) =>
        new Bjorck(layerChain(layers, inputs).build(rng, dtypeOptions), options),
    }),
  })

  /** How often a kernel is brought nearer to an orthogonal one. */
  readonly iterations: number

  /** Throws a TypeError for what is no array of layers, a RangeError without such weights. */
  constructor(layers: readonly Layer[], options: BjorckOptions = {}) {
    const { iterations, includes } = readOptions('Bjorck', table, options)
    super('Bjorck', layers, { includes })
    this.iterations = iterations
  }

  override get givesNegatives(): boolean {
    return true
  }

  protected override changedValue(_: string, kernel: Variable): Tensor {
    let matrix = scaled(matrixOf(kernel))
    for (let iteration = 0; iteration < this.iterations; iteration++) matrix = nearer(matrix)
    return inShapeOf(kernel, matrix)
  }
}

/** The matrix divided by √(‖W‖₁ ‖W‖∞), which is no smaller than its largest singular value. */
function scaled(matrix: Tensor): Tensor {
  const sizes = matrix.abs()
  const square = sizes.sum(0).max().mul(sizes.sum(1).max())
  return matrix.div(where(square.equal(0), 1, square).sqrt())
}

/** One step towards the nearest matrix with orthonormal rows or columns, by the smaller of W Wᵀ and Wᵀ W. */
function nearer(matrix: Tensor): Tensor {
  const [units = 0, inputs = 0] = matrix.shape
  const transposed = matrix.transpose()
  const cube =
    units <= inputs
      ? matrix.matmul(transposed).matmul(matrix)
      : matrix.matmul(transposed.matmul(matrix))
  return matrix.mul(1.5).sub(cube.mul(0.5))
}
