import type { Tensor, Variable } from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { option } from '../catalogue/option.ts'
import { checkTensors } from '../check-tensors.ts'
import type { MaskRule } from '../modules/mask-rule.ts'
import { Module } from '../modules/module.ts'
import {
  alongAxis,
  type ChannelOptions,
  checkChannels,
  makeScale,
  readChannelOptions,
} from './channels.ts'
import { axisOf, countOf, type Per, perOption } from './factors.ts'
import { keepsElements } from './plans-for-elements.ts'

const table = {
  per: perOption,
  initial: option.number({ default: 1, words: 'the first value of each factor' }),
}

/** Learnt factors: [n, ...] → the same shape. */
export class Scale extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'scale',
    summary: 'Multiplies each channel with a learnt factor, or each feature, or all with one.',
    formula: 'x · scale',
    paper: {
      authors: 'Touvron, Cord, Sablayrolles, Synnaeve & Jégou',
      year: 2021,
      title: 'Going deeper with image transformers',
      place: 'LayerScale',
    },
    cost: 'a product for each element, one parameter for each channel',
    when: 'At the end of a residual branch with a small first value, such as 0.1, so that deep networks begin near the identity; or for the temperature of logits.',
    aliases: ['layerScale', 'rescale'],
    options: table,
    short: 'initial',
    example: { options: { initial: 0.5 }, inputs: [[1, -2]], value: [[0.5, -1]] },
    plan: (options) =>
      keepsElements({
        drawsWeights: false,
        outputShape(inputs) {
          countOf('Scale', options.per, inputs)
          return inputs
        },
        parameters: (inputs) => countOf('Scale', options.per, inputs),
        build: (inputs, _, { dtype = 'float32' } = {}) =>
          new Scale(countOf('Scale', options.per, inputs), { ...options, dtype }),
      }),
  })

  /** For what there is a factor of its own. */
  readonly per: Per
  /** One number for each channel or feature, or [1]. */
  readonly scale: Variable

  /** `count`: how many channels or features there are, or 1 for the whole layer. */
  constructor(count: number, options: ChannelOptions<typeof table> = {}) {
    super()
    const { per, initial, dtype } = readChannelOptions('Scale', table, count, options)
    this.per = per
    this.scale = makeScale(per === 'layer' ? 1 : count, dtype, initial)
  }

  override get maskRule(): MaskRule {
    return 'kept'
  }

  /** Throws a ShapeError for another number of channels or features, a DTypeError for another dtype. */
  override call(x: Tensor): Tensor {
    checkTensors('Scale', { x })
    checkChannels('Scale', x, axisOf(this.per), this.scale, this.per === 'layer')
    return x.mul(alongAxis(this.scale.value, x, axisOf(this.per)))
  }
}
