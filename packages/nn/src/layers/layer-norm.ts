import { ShapeError, type Tensor, type Variable } from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { checkTensors } from '../check-tensors.ts'
import type { FloatDType } from '../float-dtype.ts'
import type { MaskRule } from '../modules/mask-rule.ts'
import { Module } from '../modules/module.ts'
import {
  type ChannelOptions,
  channelsOf,
  checkChannels,
  makeBias,
  makeScale,
  readChannelOptions,
  scaleAndShift,
  scaleOptions,
} from './channels.ts'
import { standardize, varianceEpsilon } from './standardize.ts'

const table = {
  ...scaleOptions,
  epsilon: varianceEpsilon,
}

/** Throws a ShapeError for one feature, which would become 0. */
function checkHasFeatures(features: number): void {
  if (features === 1)
    throw new ShapeError(
      'LayerNorm: inputs must be [n, ..., features] with several features, as one alone always becomes 0, got 1',
    )
}

/** The features of each place standardised: [n, ..., features] → the same shape. */
export class LayerNorm extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'layerNorm',
    summary: 'Brings the features of each place of an example to mean 0 and variance 1.',
    formula: '(x − mean) / √(variance + ε) · scale + bias, over the last axis',
    paper: {
      authors: 'Ba, Kiros & Hinton',
      year: 2016,
      title: 'Layer normalization',
      place: 'section 3',
    },
    cost: 'a mean and a variance for each row, 2 × features parameters',
    when: 'Sequences, transformers, small batches, and penalties on the input gradient: no example changes what another gives.',
    advice: {
      wants: ['diverges'],
      suggested: 'Nothing to choose.',
      notWith: 'Inputs of a few columns, whose size it takes away.',
      limits: 'The size of a row is lost.',
    },
    notes:
      'Of an image [channels, height, width] the last axis is its width: groupNorm with one group takes all of it.',
    aliases: ['layerNormalization'],
    options: table,
    example: {
      options: { epsilon: 1e-9 },
      inputs: [[1, 3]],
      value: [[-0.9999999995, 0.9999999995]],
    },
    plan: (options) => ({
      drawsWeights: false,
      outputShape(inputs) {
        checkHasFeatures(channelsOf('LayerNorm', inputs, 'features'))
        return inputs
      },
      parameters: (inputs) =>
        channelsOf('LayerNorm', inputs, 'features') *
        (Number(options.useScale) + Number(options.useBias)),
      build: (inputs, _, { dtype = 'float32' } = {}) =>
        new LayerNorm(channelsOf('LayerNorm', inputs, 'features'), { ...options, dtype }),
    }),
  })

  /** The length of the last axis. */
  readonly features: number
  /** Of its weights and inputs. */
  readonly dtype: FloatDType
  /** What is added to the variance. */
  readonly epsilon: number
  /** [features]; null without a factor. */
  readonly scale: Variable | null
  /** [features]; null without an addend. */
  readonly bias: Variable | null

  /** Throws a ShapeError for one feature. */
  constructor(features: number, options: ChannelOptions<typeof table> = {}) {
    super()
    const resolved = readChannelOptions('LayerNorm', table, features, options)
    checkHasFeatures(features)
    this.features = features
    this.dtype = resolved.dtype
    this.epsilon = resolved.epsilon
    this.scale = resolved.useScale ? makeScale(features, this.dtype) : null
    this.bias = resolved.useBias ? makeBias(features, this.dtype) : null
  }

  override get givesNegatives(): boolean {
    return true
  }

  override get maskRule(): MaskRule {
    return 'kept'
  }

  /** Throws a ShapeError unless the last length of `x` is the number of features, a DTypeError for another dtype. */
  override call(x: Tensor): Tensor {
    checkTensors('LayerNorm', { x })
    checkChannels('LayerNorm', x, 'features', { size: this.features, dtype: this.dtype })
    return scaleAndShift(standardize(x, -1, this.epsilon), 'features', this)
  }
}
