import { concat, type Tensor } from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { option } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { checkTensors } from '../check-tensors.ts'
import { checkMode, type Mode, modeOfPart, prediction } from '../modules/mode.ts'
import { Module } from '../modules/module.ts'
import { BatchNorm, batchNormOptions } from './batch-norm.ts'
import { type ChannelOptions, channelsOf } from './channels.ts'

const table = {
  size: option.integer({
    minimum: 2,
    default: 32,
    words: 'how many examples are normalised together, at least',
  }),
  ...batchNormOptions,
}

/** Batch normalisation over small parts of a batch: [n, channels, ...] → the same shape. */
export class GhostBatchNorm extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'ghostBatchNorm',
    summary:
      'Batch normalisation over small parts of a large batch, each by itself, as if the batch were small.',
    formula:
      '(x − mean) / √(variance + ε) · scale + bias, mean and variance over each of ⌊n / size⌋ parts of a batch of n examples by itself; by the running ones when not training',
    paper: {
      authors: 'Hoffer, Hubara & Soudry',
      year: 2017,
      title:
        'Train longer, generalize better: closing the generalization gap in large batch training of neural networks',
      place: 'algorithm 1',
    },
    cost: 'that of batchNorm, part by part',
    when: 'Batches of several hundred examples, in which the noise of batchNorm, which regularizes, is gone; parts of 16 to 64 bring it back. For batches that are small anyway it is batchNorm.',
    advice: {
      wants: ['diverges', 'fewRows'],
      suggested: '16 to 64, beside batches of several hundred.',
      notWith: 'Penalties on derivatives of single examples: it mixes the rows of a part.',
      limits:
        'Of no use for small batches; what it wins back is the noise of small ones, not their number of steps.',
    },
    notes:
      'Examples stand in their order; parts are as equal as can be, so that none is left with a single example; a batch smaller than two parts is one. Each part changes the running statistics in its turn. Examples mix within a part, so that penalties on the input gradient of an example mix them too.',
    aliases: ['ghostBatchNormalization', 'gbn', 'virtualBatchNorm'],
    mixesExamples: (options) => !readOptions('ghostBatchNorm', table, options, 'size').frozen,
    options: table,
    short: 'size',
    example: {
      options: { size: 2, epsilon: 3 },
      inputs: [[0], [2], [10], [14]],
      value: [[-0.5], [0.5], [-0.7559289460184544], [0.7559289460184544]],
    },
    plan: (options) => ({
      drawsWeights: false,
      outputShape(inputs) {
        channelsOf('GhostBatchNorm', inputs, 'channels')
        return inputs
      },
      parameters: (inputs) =>
        channelsOf('GhostBatchNorm', inputs, 'channels') *
        (Number(options.useScale) + Number(options.useBias)),
      build: (inputs, _, { dtype = 'float32' } = {}) =>
        new GhostBatchNorm(channelsOf('GhostBatchNorm', inputs, 'channels'), { ...options, dtype }),
    }),
  })

  /** Examples of a part of the batch that is normalised by itself. */
  readonly size: number
  /** What normalises each part, and the rows together when not training. */
  readonly norm: BatchNorm

  constructor(channels: number, { size, ...options }: ChannelOptions<typeof table> = {}) {
    super()
    this.norm = new BatchNorm(channels, options)
    this.size = readOptions('GhostBatchNorm', { size: table.size }, { size }).size
  }

  /** Throws as BatchNorm, for each part. */
  override call(x: Tensor, mode: Mode = prediction): Tensor {
    checkMode(mode)
    checkTensors('GhostBatchNorm', { x })
    const [n = 0] = x.shape
    const parts = Math.floor(n / this.size)
    if (!mode.training || parts < 2) return this.norm.call(x, mode)
    const starts = Array.from({ length: parts + 1 }, (_, part) => Math.floor((part * n) / parts))
    const normalised = starts.slice(1).map((stop, part) => {
      const rows = x.slice([{ start: starts[part] ?? 0, stop }])
      return this.norm.call(rows, modeOfPart(mode, part, parts))
    })
    return concat(normalised, 0)
  }
}
