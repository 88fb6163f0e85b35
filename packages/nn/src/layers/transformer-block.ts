import type { Shape, Tensor } from '@sobolev/core'
import { gelu } from '../activations/gelu.ts'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { type FilledOptions, type GivenOptions, option } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { zeros } from '../initializers/zeros.ts'
import { type MaskRule, maskRuleOfChain } from '../modules/mask-rule.ts'
import { childMode, type Mode, prediction } from '../modules/mode.ts'
import { Module } from '../modules/module.ts'
import { Dense } from './dense.ts'
import { Dropout } from './dropout.ts'
import { type LayerChain, layerChain } from './layer-chain.ts'
import { LayerNorm } from './layer-norm.ts'
import { MultiHeadAttention } from './multi-head-attention.ts'
import { Residual } from './residual.ts'
import { kernelInitializerOption } from './weight-options.ts'
import { checkSource, type WeightSource } from './weight-source.ts'

const table = {
  heads: option.integer({
    minimum: 1,
    words: 'how many times it attends, each to a part of the features; their number divides by it',
  }),
  expansion: option.integer({
    minimum: 1,
    default: 4,
    words: 'how many units its hidden layer has for each feature',
  }),
  activation: option.method({
    kind: 'activation',
    default: gelu,
    words: 'what its hidden layer does to its outputs',
  }),
  causal: option.flag({
    default: false,
    words: 'whether a step sees only itself and those before it',
  }),
  dropout: option.schedule({
    minimum: 0,
    below: 1,
    default: 0,
    words: 'the share of what each of its two parts adds that is dropped in training',
  }),
  kernelInitializer: kernelInitializerOption,
}

/** Options of `new TransformerBlock`, beside the number of features. */
export type TransformerBlockOptions = GivenOptions<typeof table> & WeightSource

type Options = FilledOptions<typeof table>

/** The layers of its two parts, for examples [..., steps, features]. Throws a ShapeError where the features do not divide by the heads. */
function partsOf(
  options: Options,
  inputs: Shape,
): { attention: LayerChain; feedForward: LayerChain } {
  const { heads, expansion, activation, causal, dropout, kernelInitializer } = options
  const dropped = Dropout.definition.make({ rate: dropout })
  const norm = LayerNorm.definition.make()
  const attend = MultiHeadAttention.definition.make({ heads, causal, kernelInitializer })
  const attention = layerChain([norm, attend, dropped], inputs)
  const features = inputs.at(-1) ?? 0
  const hidden = { units: expansion * features, activation, kernelInitializer }
  const output = { units: features, kernelInitializer }
  const dense = [hidden, output].map((given) => Dense.definition.make(given))
  return { attention, feedForward: layerChain([norm, ...dense, dropped], inputs) }
}

/** Attention and two dense layers, each with a way around it: [n, ..., steps, features] → the same shape. */
export class TransformerBlock extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'transformerBlock',
    summary:
      'Attention over the steps, then two dense layers for each step, both normalised before and added to their inputs.',
    formula:
      'h = x + attention(layerNorm(x)); y = h + dense₂(activation(dense₁(layerNorm(h)))), dense₁ with expansion × features units',
    paper: {
      authors: 'Xiong et al.',
      year: 2020,
      title: 'On layer normalization in the transformer architecture',
    },
    cost: 'that of a multiHeadAttention, and 2 × expansion × features² multiplications for each step',
    when: 'Sequences of which parts far apart belong together; several of them, one after the other, behind an embedding or a dense layer and a positionalEncoding, and before globalAveragePool over steps.',
    notes:
      'That of Vaswani et al. (2017) with the normalisation before each part and not behind it, which trains without a warm-up; PyTorch’s TransformerEncoderLayer with norm_first. Steps that a mask leaves out have no weight for any step. With relu, as in the paper, penalties on derivatives see a second derivative of 0 and none of its kinks; gelu has all derivatives.',
    aliases: ['transformer', 'transformerEncoder', 'transformerEncoderLayer', 'encoderBlock'],
    options: table,
    short: 'heads',
    example: {
      options: { heads: 1, kernelInitializer: zeros },
      // With kernels of 0 its parts add nothing.
      inputs: [
        [
          [1, 2],
          [3, 5],
        ],
      ],
      value: [
        [
          [1, 2],
          [3, 5],
        ],
      ],
    },
    plan: (options) => ({
      outputShape: (inputs) => partsOf(options, inputs).attention.outputShape,
      parameters(inputs) {
        const { attention, feedForward } = partsOf(options, inputs)
        return attention.parameters + feedForward.parameters
      },
      build: (inputs, rng, { dtype = 'float32' } = {}) =>
        new TransformerBlock(inputs.at(-1) ?? 0, { ...options, rng, dtype }),
    }),
  })

  /** Normalisation, attention, dropout. */
  readonly attention: Residual
  /** Normalisation, two dense layers, dropout. */
  readonly feedForward: Residual

  /** Throws a ShapeError where the features do not divide by the heads. */
  constructor(features: number, { rng, dtype = 'float32', ...given }: TransformerBlockOptions) {
    super()
    checkSource('TransformerBlock', { rng, dtype })
    const options = readOptions('TransformerBlock', table, given)
    const { attention, feedForward } = partsOf(options, [1, features])
    this.attention = new Residual(attention.build(rng.split('attention'), { dtype }))
    this.feedForward = new Residual(feedForward.build(rng.split('feedForward'), { dtype }))
  }

  override get maskRule(): MaskRule | undefined {
    return maskRuleOfChain([this.attention, this.feedForward])
  }

  /** Throws a ShapeError unless `x` is [n, ..., steps, features]. */
  override call(x: Tensor, mode: Mode = prediction): Tensor {
    const attended = this.attention.call(x, childMode(mode, 'attention'))
    return this.feedForward.call(attended, childMode(mode, 'feedForward'))
  }
}
