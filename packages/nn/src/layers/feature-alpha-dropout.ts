import type { Tensor } from '@sobolev/core'
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
import { saturating } from './alpha-dropout.ts'
import { channelsOf } from './channels.ts'

const table = {
  rate: option.schedule({ minimum: 0, below: 1, words: 'the share of channels that is dropped' }),
}

/** Drops whole channels of [n, channels, ...] to what SELU saturates at, in training; the identity when not training. */
export class FeatureAlphaDropout extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'featureAlphaDropout',
    summary:
      'Alpha dropout of whole channels: they fall to what SELU saturates at, and mean and variance stay.',
    formula:
      'a (x b + α′ (1 − b)) − a α′ rate, one b ~ Bernoulli(1 − rate) for each channel, α′ = −1.7581, a = 1 / √((1 − rate) (1 + rate α′²)); x when not training',
    paper: {
      authors: 'Klambauer, Unterthiner, Mayr & Hochreiter',
      year: 2017,
      title: 'Self-normalizing neural networks',
    },
    cost: 'a random number for each channel',
    when: 'Between convolutions with SELU, where alphaDropout drops single places whose neighbours say the same; at rates of 0.05 to 0.1.',
    advice: {
      wants: ['fewRows'],
      suggested: '0.05 to 0.1.',
      notWith:
        'Any activation but selu: what units fall to is where that one saturates. Batch normalisation, which selu replaces.',
      limits: 'Mean and variance stay only for inputs of mean 0 and variance 1.',
    },
    notes:
      'The dropout of channels is that of Tompson et al. 2015 (spatialDropout). Channels are axis 1; of [n, features] each feature is one, as in alphaDropout.',
    aliases: ['spatialAlphaDropout', 'alphaDropout2d'],
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
          [1.1879435455876273, 2.06684712903116],
          [-1.2361598485763778, -1.2361598485763778],
          [4.7035578793617585, 5.582461462805291],
        ],
      ],
    },
    plan: ({ rate }) => ({
      outputShape(inputs) {
        channelsOf('FeatureAlphaDropout', inputs, 'channels')
        return inputs
      },
      parameters: () => 0,
      build: () => new FeatureAlphaDropout(rate),
    }),
  })

  /** The probability with which a channel is dropped. */
  readonly rate: Schedule

  /** Throws a RangeError for a rate that is not from 0 to below 1. */
  constructor(rate: Schedule) {
    super()
    this.rate = readOptions('FeatureAlphaDropout', table, { rate }).rate
  }

  override get maskRule(): MaskRule {
    return 'elementwise'
  }

  /** Throws a ShapeError for [n], which has no channels. */
  override call(x: Tensor, mode: Mode = prediction): Tensor {
    checkMode(mode)
    checkTensors('FeatureAlphaDropout', { x })
    floatDType('FeatureAlphaDropout: x', x)
    const channels = channelsOf('FeatureAlphaDropout', x.shape.slice(1), 'channels')
    if (!mode.training || this.rate === 0) return x
    const [n = 0, , ...places] = x.shape
    const rate = numberInMode('FeatureAlphaDropout', this.rate, mode, x.dtype)
    const shape = [n, channels, ...places.map(() => 1)]
    return saturating(x, rate, mode.rng.bernoulli(asChance(oneMinus(rate)), shape))
  }
}
