import { type Tensor, where } from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { option } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { checkTensors } from '../check-tensors.ts'
import { floatDType } from '../float-dtype.ts'
import type { MaskRule } from '../modules/mask-rule.ts'
import { checkMode, type Mode, prediction } from '../modules/mode.ts'
import { Module } from '../modules/module.ts'
import { asChance, numberInMode, oneMinus } from '../schedules/number-at.ts'
import type { Schedule } from '../schedules/schedule.ts'
import { channelsOf } from './channels.ts'

const table = {
  rate: option.schedule({ minimum: 0, below: 1, words: 'the share of channels that is dropped' }),
}

/** Sets whole channels of [n, channels, ...] to 0 at random in training; the identity when not training. */
export class SpatialDropout extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'spatialDropout',
    summary: 'Sets whole channels to 0 at random in training, and scales the others up.',
    formula:
      'x · b / (1 − rate), one b ~ Bernoulli(1 − rate) for each channel; x when not training',
    paper: {
      authors: 'Tompson, Goroshin, Jain, LeCun & Bregler',
      year: 2015,
      title: 'Efficient object localization using convolutional networks',
    },
    cost: 'a random number for each channel',
    when: 'Between convolutions, where neighbours are so alike that one dropped alone is no loss.',
    advice: {
      wants: ['fewRows'],
      suggested: '0.1 to 0.3, behind convolutions.',
      notWith: 'Few channels, each of which then is much.',
      limits: 'Takes whole channels: less noise for each than dropout.',
    },
    notes: 'Channels are axis 1; of [n, features] each feature is one, as in dropout.',
    aliases: ['channelDropout', 'featureDropout', 'dropout2d', 'spatialDropout2d'],
    options: table,
    short: 'rate',
    example: {
      options: { rate: 0.2 },
      inputs: [
        [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
      ],
      value: [
        [
          [1.25, 2.5],
          [0, 0],
          [6.25, 7.5],
        ],
      ],
    },
    plan: ({ rate }) => ({
      outputShape(inputs) {
        channelsOf('SpatialDropout', inputs, 'channels')
        return inputs
      },
      parameters: () => 0,
      build: () => new SpatialDropout(rate),
    }),
  })

  /** The probability with which a channel is dropped. */
  readonly rate: Schedule

  /** Throws a RangeError for a rate that is not from 0 to below 1. */
  constructor(rate: Schedule) {
    super()
    this.rate = readOptions('SpatialDropout', table, { rate }).rate
  }

  override get maskRule(): MaskRule {
    return 'elementwise'
  }

  /** Throws a ShapeError for [n], which has no channels. */
  override call(x: Tensor, mode: Mode = prediction): Tensor {
    checkMode(mode)
    checkTensors('SpatialDropout', { x })
    floatDType('SpatialDropout: x', x)
    const channels = channelsOf('SpatialDropout', x.shape.slice(1), 'channels')
    if (!mode.training || this.rate === 0) return x
    const [n = 0, , ...places] = x.shape
    const share = oneMinus(numberInMode('SpatialDropout', this.rate, mode, x.dtype))
    const kept = mode.rng.bernoulli(asChance(share), [n, channels, ...places.map(() => 1)])
    return where(kept, x.div(share), 0)
  }
}
