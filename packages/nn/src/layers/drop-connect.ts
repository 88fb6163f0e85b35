import { type Tensor, type Variable, where } from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { type GivenOptions, option } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { ones } from '../initializers/ones.ts'
import type { Mode } from '../modules/mode.ts'
import type { Layer } from '../modules/sequential.ts'
import { asChance, numberInMode, oneMinus } from '../schedules/number-at.ts'
import type { Schedule } from '../schedules/schedule.ts'
import { Dense } from './dense.ts'
import { layerChain } from './layer-chain.ts'
import { changedOption, WeightWrapper, wrappedLayers } from './weight-wrapper.ts'

const table = {
  rate: option.schedule({
    minimum: 0,
    below: 1,
    default: 0.5,
    words: 'the share of weights that is dropped',
  }),
  includes: changedOption,
}

/** Options of `new DropConnect`, beside its layers. */
export type DropConnectOptions = GivenOptions<typeof table>

/** Its layers, some of their weights 0 at random in training. */
export class DropConnect extends WeightWrapper {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'dropConnect',
    summary: 'Layers with weights set to 0 at random in training, and the others scaled up.',
    formula: 'ŵ = w · b / (1 − rate), b ~ Bernoulli(1 − rate); w when not training',
    paper: {
      authors: 'Wan, Zeiler, Zhang, LeCun & Fergus',
      year: 2013,
      title: 'Regularization of neural networks using DropConnect',
    },
    cost: 'a random number for each weight',
    when: 'In place of dropout in fully connected layers; of recurrent kernels, where dropout of the states forgets (Merity, Keskar & Socher 2018).',
    advice: {
      wants: ['fewRows'],
      suggested: '0.1 to 0.5.',
      notWith: 'Weight normalisation of the same kernel, which brings the length back.',
      limits: 'One mask for a batch: more noise in a step than dropout.',
    },
    notes:
      'One mask is drawn for a batch, and is the same in all passes of a step, where the paper draws one for each example. When not training it takes the mean of the weights, where the paper draws outputs of the same mean and variance.',
    aliases: ['weightDropout', 'weightDrop', 'dropWeights'],
    options: {
      layers: wrappedLayers,
      ...table,
    },
    short: 'layers',
    example: {
      options: { layers: [Dense.definition.make({ units: 2, kernelInitializer: ones })] },
      inputs: [[1, 2, 4]],
      value: [[8, 14]],
    },
    plan: ({ layers, ...options }) => ({
      outputShape: (inputs) => layerChain(layers, inputs).outputShape,
      parameters: (inputs) => layerChain(layers, inputs).parameters,
      drawsWeights: (inputs) => layerChain(layers, inputs).drawsWeights,
      build: (inputs, rng, dtypeOptions) =>
        new DropConnect(layerChain(layers, inputs).build(rng, dtypeOptions), options),
    }),
  })

  /** The probability with which a weight is dropped. */
  readonly rate: Schedule

  /**
   * Throws a TypeError for what is no array of layers, a RangeError without such weights, or for a rate that is not from
   * 0 to below 1.
   */
  constructor(layers: readonly Layer[], options: DropConnectOptions = {}) {
    const { rate, includes } = readOptions('DropConnect', table, options)
    super('DropConnect', layers, { includes })
    this.rate = rate
  }

  protected override changedValue(path: string, weight: Variable, mode: Mode): Tensor {
    if (!mode.training || this.rate === 0) return weight.value
    const share = oneMinus(numberInMode('DropConnect', this.rate, mode, weight.dtype))
    const kept = mode.rng.split('kept').split(path).bernoulli(asChance(share), weight.shape)
    return where(kept, weight.value.div(share), 0)
  }
}
