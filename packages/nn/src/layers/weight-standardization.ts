import { ShapeError, type Tensor, type Variable } from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import type { GivenOptions } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { orthogonal } from '../initializers/orthogonal.ts'
import type { Layer } from '../modules/sequential.ts'
import { axesWithinUnits } from '../units-axis.ts'
import { Dense } from './dense.ts'
import { layerChain } from './layer-chain.ts'
import { standardize, varianceEpsilon } from './standardize.ts'
import { changedOption, WeightWrapper, wrappedLayers } from './weight-wrapper.ts'

const table = { includes: changedOption, epsilon: varianceEpsilon }

/** Options of `new WeightStandardization`, beside its layers. */
export type WeightStandardizationOptions = GivenOptions<typeof table>

/** Its layers, the weights of each of their units brought to mean 0 and variance 1. */
export class WeightStandardization extends WeightWrapper {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'weightStandardization',
    summary: 'Layers whose units each have weights of mean 0 and variance 1.',
    formula: 'ŵ = (w − mean(w)) / √(variance(w) + ε), over the weights of one unit',
    paper: {
      authors: 'Qiao, Wang, Liu, Shen & Yuille',
      year: 2019,
      title: 'Micro-batch training with batch-channel normalization and weight standardization',
    },
    cost: 'three passes over the kernels',
    when: 'Convolutions with groupNorm behind them, for batches too small for batchNorm. Without a normalisation behind them the outputs grow with √inputs.',
    advice: {
      wants: ['diverges'],
      suggested: 'Nothing to choose; with groupNorm behind it.',
      notWith: 'Dense layers of few inputs.',
      limits: 'Meant for small batches; batch normalisation of large ones is as good.',
    },
    notes:
      'The kernels that are trained are not standardised: only what the layers multiply with is. A unit of one weight has no variance, and is an error.',
    aliases: ['weightStandardisation', 'standardizedConv', 'ws'],
    options: {
      layers: wrappedLayers,
      ...table,
    },
    short: 'layers',
    // The two weights of a unit become −1 and 1, in their order.
    example: {
      options: {
        layers: [Dense.definition.make({ units: 2, kernelInitializer: orthogonal })],
        epsilon: 1e-16,
      },
      inputs: [[3, 1]],
      value: [[-2, -2]],
    },
    plan: ({ layers, ...options }) => ({
      outputShape: (inputs) => layerChain(layers, inputs).outputShape,
      parameters: (inputs) => layerChain(layers, inputs).parameters,
      drawsWeights: (inputs) => layerChain(layers, inputs).drawsWeights,
      build: (inputs, rng, dtypeOptions) =>
        new WeightStandardization(layerChain(layers, inputs).build(rng, dtypeOptions), options),
    }),
  })

  /** What is added to the variance. */
  readonly epsilon: number

  /**
   * Throws a TypeError for what is no array of layers, a RangeError without such weights, a ShapeError for units of one
   * weight.
   */
  constructor(layers: readonly Layer[], options: WeightStandardizationOptions = {}) {
    const { epsilon, includes } = readOptions('WeightStandardization', table, options)
    super('WeightStandardization', layers, { includes })
    this.epsilon = epsilon
    for (const [path, kernel] of Object.entries(this.changed)) refuseOneWeight(path, kernel)
  }

  override get givesNegatives(): boolean {
    return true
  }

  protected override changedValue(_: string, kernel: Variable): Tensor {
    return standardize(kernel.value, axesWithinUnits(kernel), this.epsilon)
  }
}

function refuseOneWeight(path: string, kernel: Variable): void {
  const { shape } = kernel
  if (axesWithinUnits(kernel).every((axis) => shape[axis] === 1))
    throw new ShapeError(
      `WeightStandardization: a unit must have at least two weights, got ${path} of shape [${shape.join(', ')}]; leave it out of includes`,
    )
}
