import { type Shape, ShapeError, type Tensor, type Variable } from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { option } from '../catalogue/option.ts'
import { checkTensors } from '../check-tensors.ts'
import type { FloatDType } from '../float-dtype.ts'
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
  groups: option.integer({
    minimum: 1,
    words: 'into how many groups of the same size the channels are cut',
  }),
  ...scaleOptions,
  epsilon: varianceEpsilon,
}

function checkGroups(channels: number, groups: number): void {
  if (channels % groups !== 0)
    throw new ShapeError(
      `GroupNorm: the number of channels must be a multiple of that of groups, got ${channels} channels and ${groups} groups`,
    )
}

/** Throws a ShapeError for an example whose groups are single numbers, which all would become 0. */
function checkGroupSizes(example: Shape, groups: number): void {
  const size = example.reduce((product, length) => product * length, 1)
  if (size === groups)
    throw new ShapeError(
      `GroupNorm: each group must have several numbers, as one alone always becomes 0, got ${groups} groups of [${['n', ...example].join(', ')}]; choose fewer groups`,
    )
}

/** Groups of channels standardised, for each example: [n, channels, ...] → the same shape. */
export class GroupNorm extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'groupNorm',
    summary: 'Brings each group of channels of an example to mean 0 and variance 1.',
    formula:
      '(x − mean) / √(variance + ε) · scale + bias, over the channels of a group and all places',
    paper: {
      authors: 'Wu & He',
      year: 2018,
      title: 'Group normalization',
      place: 'section 3',
    },
    cost: 'a mean and a variance for each group, 2 × channels parameters',
    when: 'Images in small batches, and penalties on the input gradient: no example changes what another gives. One group is the layer norm of a whole image.',
    advice: {
      wants: ['diverges'],
      suggested: 'Groups of 8 to 16 channels, or 32 groups.',
      notWith: 'Few channels.',
      limits: 'Does not regularize by noise as batch normalisation does.',
    },
    aliases: ['groupNormalization'],
    options: table,
    short: 'groups',
    example: {
      options: { groups: 2, epsilon: 3 },
      inputs: [[0, 2, 5, 7]],
      value: [[-0.5, 0.5, -0.5, 0.5]],
    },
    plan: (options) => ({
      drawsWeights: false,
      outputShape(inputs) {
        checkGroups(channelsOf('GroupNorm', inputs, 'channels'), options.groups)
        checkGroupSizes(inputs, options.groups)
        return inputs
      },
      parameters: (inputs) =>
        channelsOf('GroupNorm', inputs, 'channels') *
        (Number(options.useScale) + Number(options.useBias)),
      build: (inputs, _, { dtype = 'float32' } = {}) =>
        new GroupNorm(channelsOf('GroupNorm', inputs, 'channels'), { ...options, dtype }),
    }),
  })

  /** The number of channels. */
  readonly channels: number
  /** Into how many groups they are cut. */
  readonly groups: number
  /** Of its weights and inputs. */
  readonly dtype: FloatDType
  /** What is added to the variance. */
  readonly epsilon: number
  /** [channels]; null without a factor. */
  readonly scale: Variable | null
  /** [channels]; null without an addend. */
  readonly bias: Variable | null

  /** Throws a ShapeError unless `channels` is a multiple of the number of groups. */
  constructor(channels: number, options: ChannelOptions<typeof table>) {
    super()
    const resolved = readChannelOptions('GroupNorm', table, channels, options)
    checkGroups(channels, resolved.groups)
    this.channels = channels
    this.groups = resolved.groups
    this.dtype = resolved.dtype
    this.epsilon = resolved.epsilon
    this.scale = resolved.useScale ? makeScale(channels, this.dtype) : null
    this.bias = resolved.useBias ? makeBias(channels, this.dtype) : null
  }

  override get givesNegatives(): boolean {
    return true
  }

  /** Throws a ShapeError unless `x` has these channels, in groups of several numbers, a DTypeError for another dtype. */
  override call(x: Tensor): Tensor {
    checkTensors('GroupNorm', { x })
    checkChannels('GroupNorm', x, 'channels', { size: this.channels, dtype: this.dtype })
    checkGroupSizes(x.shape.slice(1), this.groups)
    return scaleAndShift(standardizeGroups(x, this.groups, this.epsilon), 'channels', this)
  }
}
