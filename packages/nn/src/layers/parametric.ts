import { full, type Tensor, Variable } from '@sobolev/core'
import type { ActivationFunction } from '../activations/activation-function.ts'
import { relu } from '../activations/relu.ts'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { option } from '../catalogue/option.ts'
import { checkTensors } from '../check-tensors.ts'
import type { MaskRule } from '../modules/mask-rule.ts'
import { Module } from '../modules/module.ts'
import { alongAxis, type ChannelOptions, checkChannels, readChannelOptions } from './channels.ts'
import { axisOf, countOf, type Per, perOption } from './factors.ts'

const table = {
  activation: option.method({
    kind: 'activation',
    words: 'the activation of which a share is learnt',
  }),
  per: perOption,
  initial: option.number({
    default: 1,
    words: 'the first value of each share: 1 is the activation, 0 leaves inputs as they are',
  }),
}

/** An activation of which a share is learnt: [n, ...] → the same shape. */
export class Parametric extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'parametric',
    summary:
      'An activation of which a share is learnt, one for each channel: from a line to the activation, and beyond.',
    formula: 'x + share · (activation(x) − x)',
    paper: {
      authors: 'Holzmüller, Grinsztajn & Steinwart',
      year: 2024,
      title: 'Better by default: strong pre-tuned MLPs and boosted trees on tabular data',
      place: 'section 3, parametric activation functions',
    },
    cost: 'that of the activation, a product and a sum; one parameter for each channel',
    when: 'Tables, behind each dense layer in place of its activation: selu for classes and mish for numbers in the paper, with a tenth of the learning rate for the shares.',
    notes:
      'The shares have the role activation, by which grouped finds them; weight decay takes them too, unless decays: kernel.',
    aliases: ['parametricActivation', 'learnableActivation', 'parametricSelu', 'parametricMish'],
    options: table,
    short: 'activation',
    // Half of the way from x to relu(x).
    example: {
      options: { activation: relu, initial: 0.5 },
      inputs: [[-2, 3]],
      value: [[-1, 3]],
    },
    plan: (options) => ({
      drawsWeights: false,
      outputShape(inputs) {
        countOf('Parametric', options.per, inputs)
        return inputs
      },
      parameters: (inputs) => countOf('Parametric', options.per, inputs),
      build: (inputs, _, { dtype = 'float32' } = {}) =>
        new Parametric(countOf('Parametric', options.per, inputs), { ...options, dtype }),
    }),
  })

  /** The activation of which a share is learnt. */
  readonly activation: ActivationFunction
  /** For what there is a number of its own. */
  readonly per: Per
  /** One number for each channel or feature, or [1]. */
  readonly share: Variable

  /** `count`: how many channels or features there are, or 1 for the whole layer. */
  constructor(count: number, options: ChannelOptions<typeof table>) {
    super()
    const { activation, per, initial, dtype } = readChannelOptions(
      'Parametric',
      table,
      count,
      options,
    )
    this.activation = activation
    this.per = per
    const shares = full([per === 'layer' ? 1 : count], initial, { dtype })
    this.share = new Variable(shares, { name: 'share', role: 'activation' })
  }

  override get givesNegatives(): boolean {
    return true
  }

  override get maskRule(): MaskRule {
    return 'kept'
  }

  /** Throws a ShapeError for another number of channels or features, a DTypeError for another dtype. */
  override call(x: Tensor): Tensor {
    checkTensors('Parametric', { x })
    const axis = axisOf(this.per)
    checkChannels('Parametric', x, axis, this.share, this.per === 'layer')
    return x.add(
      this.activation(x)
        .sub(x)
        .mul(alongAxis(this.share.value, x, axis)),
    )
  }
}
