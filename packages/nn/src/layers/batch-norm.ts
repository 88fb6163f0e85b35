import {
  full,
  mean,
  rsqrt,
  ShapeError,
  stopGradient,
  type Tensor,
  Variable,
  variance,
} from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { option } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { checkTensors } from '../check-tensors.ts'
import type { FloatDType } from '../float-dtype.ts'
import { checkMode, type Mode, prediction } from '../modules/mode.ts'
import { Module } from '../modules/module.ts'
import { numberInMode, oneMinus } from '../schedules/number-at.ts'
import type { Schedule } from '../schedules/schedule.ts'
import {
  alongAxis,
  type ChannelOptions,
  channelsOf,
  checkChannels,
  makeBias,
  makeScale,
  readChannelOptions,
  scaleAndShift,
  scaleOptions,
} from './channels.ts'
import { varianceEpsilon } from './standardize.ts'

/** Options of layers that normalise by the examples of a batch. */
export const batchNormOptions = {
  momentum: option.schedule({
    above: 0,
    maximum: 1,
    default: 0.1,
    words: 'the share that each batch has in the running statistics',
  }),
  frozen: option.flag({
    default: false,
    words: 'whether training too goes by the running statistics, and leaves them as they are',
  }),
  ...scaleOptions,
  epsilon: varianceEpsilon,
}

const statistic = (name: string, size: number, value: number, dtype: FloatDType): Variable =>
  new Variable(full([size], value, { dtype }), { name, role: 'statistic', trainable: false })

/** Each channel standardised by the batch: [n, channels, ...] → the same shape. */
export class BatchNorm extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'batchNorm',
    summary:
      'Brings each channel to mean 0 and variance 1 over all examples and places of a batch.',
    formula: '(x − mean) / √(variance + ε) · scale + bias',
    paper: {
      authors: 'Ioffe & Szegedy',
      year: 2015,
      title:
        'Batch normalization: accelerating deep network training by reducing internal covariate shift',
      place: 'algorithm 1',
    },
    cost: 'a mean and a variance for each channel, 2 × channels parameters',
    when: 'Convolutions trained in batches of 16 and more.',
    advice: {
      wants: ['diverges'],
      suggested: 'Nothing to choose; batches of 32 and more.',
      notWith:
        'Penalties on derivatives of single examples: it mixes the rows. Batches of a few rows.',
      limits:
        'Training and evaluation are two functions; differing batches give differing outputs.',
    },
    tuning: {},
    notes:
      'A training step mixes its mean and unbiased variance into running ones, which are used when not training, and are kept in checkpoints. A step does so once, whatever its penalties ask of the model. With momentum m the running ones are (1 − m) · before + m · batch; in Keras momentum is 1 − m. Weights that are an average, such as swa’s, have other statistics: in a config they are computed over the training rows once more, in the library by calls with `statisticsShare` in the mode.',
    aliases: ['batchNormalization', 'bn'],
    mixesExamples: (options) => !readOptions('batchNorm', batchNormOptions, options).frozen,
    options: batchNormOptions,
    example: {
      options: { epsilon: 3 },
      inputs: [
        [0, 5],
        [2, 7],
      ],
      value: [
        [-0.5, -0.5],
        [0.5, 0.5],
      ],
    },
    plan: (options) => ({
      drawsWeights: false,
      outputShape(inputs) {
        channelsOf('BatchNorm', inputs, 'channels')
        return inputs
      },
      parameters: (inputs) =>
        channelsOf('BatchNorm', inputs, 'channels') *
        (Number(options.useScale) + Number(options.useBias)),
      build: (inputs, _, { dtype = 'float32' } = {}) =>
        new BatchNorm(channelsOf('BatchNorm', inputs, 'channels'), { ...options, dtype }),
    }),
  })

  /** The number of channels. */
  readonly channels: number
  /** Of its weights and inputs. */
  readonly dtype: FloatDType
  /** What is added to the variance. */
  readonly epsilon: number
  /** The share of the batch in the running statistics. */
  readonly momentum: Schedule
  /** Whether it goes by its running statistics in training too. */
  readonly frozen: boolean
  /** [channels]; null without a factor. */
  readonly scale: Variable | null
  /** [channels]; null without an addend. */
  readonly bias: Variable | null
  /** [channels], 0 at first; not trained. */
  readonly runningMean: Variable
  /** [channels], 1 at first; not trained. */
  readonly runningVariance: Variable

  constructor(channels: number, options: ChannelOptions<typeof batchNormOptions> = {}) {
    super()
    const resolved = readChannelOptions('BatchNorm', batchNormOptions, channels, options)
    const { dtype } = resolved
    this.channels = channels
    this.dtype = dtype
    this.epsilon = resolved.epsilon
    this.momentum = resolved.momentum
    this.frozen = resolved.frozen
    this.scale = resolved.useScale ? makeScale(channels, dtype) : null
    this.bias = resolved.useBias ? makeBias(channels, dtype) : null
    this.runningMean = statistic('runningMean', channels, 0, dtype)
    this.runningVariance = statistic('runningVariance', channels, 1, dtype)
  }

  override get givesNegatives(): boolean {
    return true
  }

  /**
   * Throws a ShapeError unless axis 1 of `x` has the number of channels, and, in training, unless each has at least
   * two values; a DTypeError for another dtype.
   */
  override call(x: Tensor, mode: Mode = prediction): Tensor {
    checkMode(mode)
    checkTensors('BatchNorm', { x })
    checkChannels('BatchNorm', x, 'channels', { size: this.channels, dtype: this.dtype })
    const usesBatch = mode.training && !this.frozen && mode.usesRunningStatistics !== true
    const statistics = usesBatch ? this.#ofBatch(x) : this.#running()
    if (usesBatch && mode.updatesStatistics !== false) this.#update(x, statistics, mode)
    const centred = x.sub(alongAxis(statistics.mean, x, 'channels'))
    const factor = rsqrt(statistics.variance.add(this.epsilon))
    return scaleAndShift(centred.mul(alongAxis(factor, x, 'channels')), 'channels', this)
  }

  #running(): Statistics {
    return { mean: this.runningMean.value, variance: this.runningVariance.value }
  }

  #ofBatch(x: Tensor): Statistics {
    if (x.size < 2 * this.channels)
      throw new ShapeError(
        `BatchNorm: training needs at least two values for each channel, got x of shape [${x.shape.join(', ')}]; choose batches that leave no single example over, or frozen: true`,
      )
    const axes = x.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]))
    return { mean: mean(x, axes), variance: variance(x, axes) }
  }

  #update(x: Tensor, batch: Statistics, mode: SharesOfBatch): void {
    const share =
      mode.statisticsShare?.cast(this.dtype) ??
      numberInMode('BatchNorm', this.momentum, mode, this.dtype)
    const count = x.size / this.channels
    const mix = (running: Variable, ofBatch: Tensor): void => {
      const kept = running.value.mul(oneMinus(share))
      running.assign(kept.add(stopGradient(ofBatch).mul(share)))
    }
    mix(this.runningMean, batch.mean)
    mix(this.runningVariance, batch.variance.mul(count / (count - 1)))
  }
}

/** What says which share a batch has in running statistics. */
interface SharesOfBatch {
  readonly step?: Tensor | undefined
  readonly statisticsShare?: Tensor | undefined
}

interface Statistics {
  readonly mean: Tensor
  readonly variance: Tensor
}
