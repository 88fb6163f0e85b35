import { equal, type Tensor, Variable, where } from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import type { GivenOptions } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import type { Variables } from '../evaluation/evaluation.ts'
import { ones } from '../initializers/ones.ts'
import type { Layer } from '../modules/sequential.ts'
import { axesWithinUnits } from '../units-axis.ts'
import { Dense } from './dense.ts'
import { countParameters, layerChain } from './layer-chain.ts'
import { changedOption, WeightWrapper, wrappedLayers } from './weight-wrapper.ts'

const table = { includes: changedOption }

/** Options of `new WeightNorm`, beside its layers. */
export type WeightNormOptions = GivenOptions<typeof table>

/** Its layers, their kernels as directions and lengths, one for each unit, that are trained apart. */
export class WeightNorm extends WeightWrapper {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'weightNorm',
    summary: 'Layers whose kernels are trained as a direction and a length for each unit.',
    formula: 'w = scale · v / ‖v‖₂, v the weights of one unit',
    paper: {
      authors: 'Salimans & Kingma',
      year: 2016,
      title:
        'Weight normalization: a simple reparameterization to accelerate training of deep neural networks',
      place: 'equation 2',
    },
    cost: 'two passes over the kernels, one parameter for each unit',
    when: 'Recurrent and generative networks, and small batches, where batchNorm does not fit. Rows do not mix, so that penalties on the input gradient mean what they say.',
    advice: {
      wants: ['diverges'],
      suggested: 'Nothing to choose.',
      notWith: 'Another normalisation behind it.',
      limits: 'Alone it bounds nothing: the length is trained.',
    },
    notes:
      'The kernels hold v, and begin with the values that they are drawn with: the scales, of the role scale, begin as their lengths. l2 and maxNorm take v, whose length means nothing, and take no hold of the network; name the scales instead. Weight decay takes both, and holds the network by the scales; with decays: kernel it takes v alone. A unit whose first weights are all 0 has no direction, and is an error; one whose weights become 0 in training, as nonNegative and magnitudePruning can make them, gives 0.',
    aliases: ['weightNormalization', 'wn'],
    options: {
      layers: wrappedLayers,
      ...table,
    },
    short: 'layers',
    example: {
      options: { layers: [Dense.definition.make({ units: 1, kernelInitializer: ones })] },
      inputs: [[1, 2]],
      value: [[3]],
    },
    plan: ({ layers, includes }) => ({
      outputShape: (inputs) => layerChain(layers, inputs).outputShape,
      parameters: countParameters(layers, (built) => new WeightNorm(built, { includes })),
      drawsWeights: (inputs) => layerChain(layers, inputs).drawsWeights,
      build: (inputs, rng, dtypeOptions) =>
        new WeightNorm(layerChain(layers, inputs).build(rng, dtypeOptions), { includes }),
    }),
  })

  /** The length of the weights of each unit, [units], by the path of the kernel. */
  readonly scales: Variables

  /** Throws a TypeError for what is no array of layers, a RangeError for a unit of zeros, or without such weights. */
  constructor(layers: readonly Layer[], options: WeightNormOptions = {}) {
    super('WeightNorm', layers, readOptions('WeightNorm', table, options))
    this.scales = Object.fromEntries(
      Object.entries(this.changed).map(([path, kernel]) => [path, scaleOf(path, kernel)]),
    )
  }

  protected override changedValue(path: string, kernel: Variable): Tensor {
    const lengths = lengthsOf(kernel)
    const scale = this.scales[path]?.value.reshape(lengths.shape) ?? lengths
    return kernel.value.mul(scale.div(lengths))
  }
}

/** ‖v‖₂ of each unit, with as many axes as the kernel; 1 for a unit of zeros, which is 0 by it, and moves on. */
function lengthsOf(kernel: Variable): Tensor {
  const squares = squaresOf(kernel)
  // Not behind the root, whose derivative at 0 is infinite.
  return where(equal(squares, 0), 1, squares).sqrt()
}

const squaresOf = (kernel: Variable): Tensor =>
  kernel.value.square().sum(axesWithinUnits(kernel), { keepDims: true })

function scaleOf(path: string, kernel: Variable): Variable {
  if (squaresOf(kernel).data.some((square) => square === 0))
    throw new RangeError(
      `WeightNorm: the first weights of a unit must not all be 0, which is no direction, got such a unit in ${path}; choose another initializer, or includes without it`,
    )
  return new Variable(lengthsOf(kernel).reshape([-1]), { name: 'scale', role: 'scale' })
}
