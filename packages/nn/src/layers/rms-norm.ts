import { mean, rsqrt, type Tensor, type Variable } from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { option } from '../catalogue/option.ts'
import { checkTensors } from '../check-tensors.ts'
import type { FloatDType } from '../float-dtype.ts'
import type { MaskRule } from '../modules/mask-rule.ts'
import { Module } from '../modules/module.ts'
import {
  type ChannelOptions,
  channelsOf,
  checkChannels,
  makeScale,
  readChannelOptions,
  scaleAndShift,
  scaleOptions,
} from './channels.ts'

const table = {
  useScale: scaleOptions.useScale,
  epsilon: option.number({ above: 0, default: 1e-6, words: 'what is added to the mean square' }),
}

/** The features of each place divided by the root of their mean square: [n, ..., features] → the same shape. */
export class RmsNorm extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'rmsNorm',
    summary: 'Divides the features of each place of an example by the root of their mean square.',
    formula: 'x / √(mean(x²) + ε) · scale, over the last axis',
    paper: {
      authors: 'Zhang & Sennrich',
      year: 2019,
      title: 'Root mean square layer normalization',
      place: 'equation 4',
    },
    cost: 'a mean of squares for each row, one parameter for each feature',
    when: 'In place of layerNorm where the mean of the features may stay: one pass less, and in the paper about as good.',
    advice: {
      wants: ['diverges'],
      suggested: 'Nothing to choose.',
      notWith: 'Inputs of a few columns, whose size it takes away.',
      limits: 'Does not centre.',
    },
    aliases: ['rmsNormalization', 'rootMeanSquareNorm'],
    options: table,
    example: {
      options: { epsilon: 0.5 },
      inputs: [[1, -2]],
      value: [[0.5773502691896258, -1.1547005383792517]],
    },
    plan: (options) => ({
      drawsWeights: false,
      outputShape(inputs) {
        channelsOf('RmsNorm', inputs, 'features')
        return inputs
      },
      parameters: (inputs) => channelsOf('RmsNorm', inputs, 'features') * Number(options.useScale),
      build: (inputs, _, { dtype = 'float32' } = {}) =>
        new RmsNorm(channelsOf('RmsNorm', inputs, 'features'), { ...options, dtype }),
    }),
  })

  /** The length of the last axis. */
  readonly features: number
  /** Of its weights and inputs. */
  readonly dtype: FloatDType
  /** What is added to the mean square. */
  readonly epsilon: number
  /** [features]; null without a factor. */
  readonly scale: Variable | null

  constructor(features: number, options: ChannelOptions<typeof table> = {}) {
    super()
    const resolved = readChannelOptions('RmsNorm', table, features, options)
    this.features = features
    this.dtype = resolved.dtype
    this.epsilon = resolved.epsilon
    this.scale = resolved.useScale ? makeScale(features, this.dtype) : null
  }

  override get maskRule(): MaskRule {
    return 'kept'
  }

  /** Throws a ShapeError unless the last length of `x` is the number of features, a DTypeError for another dtype. */
  override call(x: Tensor): Tensor {
    checkTensors('RmsNorm', { x })
    checkChannels('RmsNorm', x, 'features', { size: this.features, dtype: this.dtype })
    const meanSquare = mean(x.square(), -1, { keepDims: true })
    const divided = x.mul(rsqrt(meanSquare.add(this.epsilon)))
    return scaleAndShift(divided, 'features', { scale: this.scale, bias: null })
  }
}
