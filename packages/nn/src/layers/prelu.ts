import { full, type Tensor, Variable, where } from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { option } from '../catalogue/option.ts'
import { checkTensors } from '../check-tensors.ts'
import type { MaskRule } from '../modules/mask-rule.ts'
import { Module } from '../modules/module.ts'
import { alongAxis, type ChannelOptions, checkChannels, readChannelOptions } from './channels.ts'
import { axisOf, countOf, type Per, perOption } from './factors.ts'

const table = {
  per: perOption,
  initial: option.number({ default: 0.25, words: 'the first value of each slope' }),
}

/** A rectifier with learnt slopes: [n, ...] → the same shape. */
export class Prelu extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'prelu',
    summary: 'A rectifier whose slope for negative inputs is learnt, one for each channel.',
    formula: 'x where x > 0, else slope · x',
    paper: {
      authors: 'He, Zhang, Ren & Sun',
      year: 2015,
      title:
        'Delving deep into rectifiers: surpassing human-level performance on ImageNet classification',
      place: 'equation 1',
    },
    cost: 'one parameter for each channel',
    when: 'In place of relu or leakyRelu where the slope is to be found by training. Its second derivative by the input is 0: penalties on the input gradient see no bend.',
    notes: 'The slopes have the role scale; weight decay takes them too, unless decays: kernel.',
    aliases: ['parametricRelu'],
    smoothness: 0,
    options: table,
    short: 'initial',
    example: { inputs: [[-2, 3]], value: [[-0.5, 3]] },
    plan: (options) => ({
      drawsWeights: false,
      outputShape(inputs) {
        countOf('Prelu', options.per, inputs)
        return inputs
      },
      parameters: (inputs) => countOf('Prelu', options.per, inputs),
      build: (inputs, _, { dtype = 'float32' } = {}) =>
        new Prelu(countOf('Prelu', options.per, inputs), { ...options, dtype }),
    }),
  })

  /** For what there is a slope of its own. */
  readonly per: Per
  /** One number for each channel or feature, or [1]. */
  readonly slope: Variable

  /** `count`: how many channels or features there are, or 1 for the whole layer. */
  constructor(count: number, options: ChannelOptions<typeof table> = {}) {
    super()
    const { per, initial, dtype } = readChannelOptions('Prelu', table, count, options)
    this.per = per
    const slopes = full([per === 'layer' ? 1 : count], initial, { dtype })
    this.slope = new Variable(slopes, { name: 'slope', role: 'scale' })
  }

  override get maskRule(): MaskRule {
    return 'kept'
  }

  /** Throws a ShapeError for another number of channels or features, a DTypeError for another dtype. */
  override call(x: Tensor): Tensor {
    checkTensors('Prelu', { x })
    checkChannels('Prelu', x, axisOf(this.per), this.slope, this.per === 'layer')
    return where(x.greater(0), x, x.mul(alongAxis(this.slope.value, x, axisOf(this.per))))
  }
}
