import { full, sigmoid, type Tensor, Variable } from '@sobolev/core'
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
  initial: option.number({ default: 1, words: 'the first value of each steepness' }),
}

/** A smooth rectifier with learnt steepness: [n, ...] → the same shape. */
export class ParametricSilu extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'parametricSilu',
    summary: 'silu whose steepness is learnt, one for each channel: from a line to a rectifier.',
    formula: 'x / (1 + exp(−steepness · x))',
    paper: {
      authors: 'Ramachandran, Zoph & Le',
      year: 2017,
      title: 'Searching for activation functions',
      place: 'section 5',
    },
    cost: 'an exponential for each element, one parameter for each channel',
    when: 'In place of prelu where penalties take second derivatives: it has all of them everywhere.',
    notes:
      'A steepness of 0 gives x / 2, a large one relu. They have the role scale; weight decay takes them too, unless decays: kernel.',
    aliases: ['parametricSwish', 'learnableSwish', 'swishBeta'],
    options: table,
    short: 'initial',
    example: { inputs: [[0, 2]], value: [[0, 1.7615941559557649]] },
    plan: (options) => ({
      drawsWeights: false,
      outputShape(inputs) {
        countOf('ParametricSilu', options.per, inputs)
        return inputs
      },
      parameters: (inputs) => countOf('ParametricSilu', options.per, inputs),
      build: (inputs, _, { dtype = 'float32' } = {}) =>
        new ParametricSilu(countOf('ParametricSilu', options.per, inputs), { ...options, dtype }),
    }),
  })

  /** For what there is a number of its own. */
  readonly per: Per
  /** One number for each channel or feature, or [1]. */
  readonly steepness: Variable

  /** `count`: how many channels or features there are, or 1 for the whole layer. */
  constructor(count: number, options: ChannelOptions<typeof table> = {}) {
    super()
    const { per, initial, dtype } = readChannelOptions('ParametricSilu', table, count, options)
    this.per = per
    const values = full([per === 'layer' ? 1 : count], initial, { dtype })
    this.steepness = new Variable(values, { name: 'steepness', role: 'scale' })
  }

  override get maskRule(): MaskRule {
    return 'kept'
  }

  /** Throws a ShapeError for another number of channels or features, a DTypeError for another dtype. */
  override call(x: Tensor): Tensor {
    checkTensors('ParametricSilu', { x })
    const axis = axisOf(this.per)
    checkChannels('ParametricSilu', x, axis, this.steepness, this.per === 'layer')
    return x.mul(sigmoid(x.mul(alongAxis(this.steepness.value, x, axis))))
  }
}
