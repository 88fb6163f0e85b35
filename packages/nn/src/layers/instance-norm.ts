import { type Shape, ShapeError, type Tensor, type Variable } from '@sobolev/core'
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
import { standardizeGroups, varianceEpsilon } from './standardize.ts'

const table = {
  ...scaleOptions,
  epsilon: varianceEpsilon,
}

/** Throws a ShapeError for an example whose channels are single numbers, which all would become 0. */
function checkHasPlaces(example: Shape): void {
  const places = example.slice(1).reduce((product, length) => product * length, 1)
  if (example.length < 2 || places === 1)
    throw new ShapeError(
      `InstanceNorm: inputs must be [n, channels, ...] with several places for each channel, got [n${example.map((length) => `, ${length}`).join('')}]`,
    )
}

/** Each channel of each example standardised: [n, channels, ...] → the same shape. */
export class InstanceNorm extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'instanceNorm',
    summary: 'Brings each channel of an example to mean 0 and variance 1 over its places.',
    formula: '(x − mean) / √(variance + ε) · scale + bias, over the places of a channel',
    paper: {
      authors: 'Ulyanov, Vedaldi & Lempitsky',
      year: 2016,
      title: 'Instance normalization: the missing ingredient for fast stylization',
    },
    cost: 'a mean and a variance for each channel, 2 × channels parameters',
    when: 'Images whose contrast should not matter, and image to image networks.',
    advice: {
      wants: ['otherPlaces', 'diverges'],
      suggested: 'Nothing to choose.',
      notWith: 'Pictures in which contrast is what counts.',
      limits: 'What is lost is not only style.',
    },
    aliases: ['instanceNormalization', 'contrastNormalization'],
    options: table,
    example: {
      options: { epsilon: 3 },
      inputs: [
        [
          [0, 2],
          [5, 7],
        ],
      ],
      value: [
        [
          [-0.5, 0.5],
          [-0.5, 0.5],
        ],
      ],
    },
    plan: (options) => ({
      drawsWeights: false,
      outputShape(inputs) {
        checkHasPlaces(inputs)
        return inputs
      },
      parameters: (inputs) =>
        channelsOf('InstanceNorm', inputs, 'channels') *
        (Number(options.useScale) + Number(options.useBias)),
      build: (inputs, _, { dtype = 'float32' } = {}) =>
        new InstanceNorm(channelsOf('InstanceNorm', inputs, 'channels'), { ...options, dtype }),
    }),
  })

  /** The number of channels. */
  readonly channels: number
  /** Of its weights and inputs. */
  readonly dtype: FloatDType
  /** What is added to the variance. */
  readonly epsilon: number
  /** [channels]; null without a factor. */
  readonly scale: Variable | null
  /** [channels]; null without an addend. */
  readonly bias: Variable | null

  constructor(channels: number, options: ChannelOptions<typeof table> = {}) {
    super()
    const resolved = readChannelOptions('InstanceNorm', table, channels, options)
    this.channels = channels
    this.dtype = resolved.dtype
    this.epsilon = resolved.epsilon
    this.scale = resolved.useScale ? makeScale(channels, this.dtype) : null
    this.bias = resolved.useBias ? makeBias(channels, this.dtype) : null
  }

  override get givesNegatives(): boolean {
    return true
  }

  override get maskRule(): MaskRule {
    return 'kept'
  }

  /** Throws a ShapeError unless `x` has these channels, of several places each, a DTypeError for another dtype. */
  override call(x: Tensor): Tensor {
    checkTensors('InstanceNorm', { x })
    checkChannels('InstanceNorm', x, 'channels', { size: this.channels, dtype: this.dtype })
    checkHasPlaces(x.shape.slice(1))
    return scaleAndShift(standardizeGroups(x, this.channels, this.epsilon), 'channels', this)
  }
}
