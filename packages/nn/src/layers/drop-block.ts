import {
  maximum,
  maxPool,
  minimum,
  pad,
  type Shape,
  ShapeError,
  type Tensor,
  where,
} from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { type GivenOptions, option } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { checkTensors } from '../check-tensors.ts'
import { floatDType } from '../float-dtype.ts'
import { checkMode, type Mode, prediction } from '../modules/mode.ts'
import { Module } from '../modules/module.ts'
import { asChance, numberInMode } from '../schedules/number-at.ts'
import type { Schedule } from '../schedules/schedule.ts'
import { product } from './convolution-parts.ts'
import { type Sizes, sizesAlong, spatialShape } from './spatial-shape.ts'

const table = {
  rate: option.schedule({
    minimum: 0,
    below: 1,
    default: 0.1,
    words: 'the share of places that is dropped, about',
  }),
  size: option.sizes({ default: 7, words: 'the size of a block' }),
}

/** Options of `new DropBlock`. */
export type DropBlockOptions = GivenOptions<typeof table>

/** Sets blocks of [n, channels, ...sizes] to 0 at random in training; the identity when not training. */
export class DropBlock extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'dropBlock',
    summary:
      'Sets whole blocks of each channel to 0 at random in training, and scales the rest up.',
    formula:
      'x · b · count(b) / Σ b, b 0 in blocks from each place with probability rate / places of a block · Π size / (size − block + 1); x when not training',
    paper: {
      authors: 'Ghiasi, Lin & Le',
      year: 2018,
      title: 'DropBlock: a regularization method for convolutional networks',
      place: 'algorithm 1 and equation 1',
    },
    cost: 'a random number for each place, and a pooling of them',
    when: 'Between convolutions of large images, where dropout is undone by what stands beside a place.',
    advice: {
      wants: ['fewRows'],
      suggested: 'A block of 3 to 7 places, a rate of 0.05 to 0.2.',
      notWith: 'Maps smaller than a block.',
      limits: 'For maps and series; elsewhere it is dropout.',
    },
    notes:
      'Blocks lie inside, a larger one than the image counts as all of it, and each channel has its own. Blocks may overlap, so that a little less than rate is dropped. With a size of 1 it is dropout that scales by how many places are left.',
    aliases: ['dropBlock2d', 'dropBlock3d', 'cutoutOfFeatures'],
    options: table,
    short: 'rate',
    example: {
      options: { rate: 0.3, size: 3 },
      inputs: [
        [
          [3, 3, 3, 3, 3, 3],
          [3, 3, 3, 3, 3, 3],
        ],
      ],
      // One block is gone: 9 of 12 places are left.
      value: [
        [
          [4, 4, 4, 4, 4, 4],
          [4, 4, 4, 0, 0, 0],
        ],
      ],
    },
    plan: (options) => ({
      outputShape(inputs) {
        blocksOf(inputs, options.size)
        return inputs
      },
      parameters: () => 0,
      build: () => new DropBlock(options),
    }),
  })

  /** The share of units that are dropped, from 0 to below 1. */
  readonly rate: Schedule
  /** The side of the blocks that are dropped. */
  readonly size: Sizes

  /** Throws a RangeError for a rate that is not from 0 to below 1. */
  constructor(options: DropBlockOptions = {}) {
    super()
    const { rate, size } = readOptions('DropBlock', table, options)
    this.rate = rate
    this.size = size
  }

  /** Throws a ShapeError unless `x` has as many spatial axes as the block. */
  override call(x: Tensor, mode: Mode = prediction): Tensor {
    checkMode(mode)
    checkTensors('DropBlock', { x })
    const dtype = floatDType('DropBlock: x', x)
    const [n = 0, ...example] = x.shape
    const { channels, lengths, blocks } = blocksOf(example, this.size)
    if (!mode.training || this.rate === 0 || x.size === 0) return x
    const corners = lengths.map((length, axis) => length - (blocks[axis] ?? 1) + 1)
    const rate = numberInMode('DropBlock', this.rate, mode, 'float64')
    const [size, places] = [product(blocks), product(lengths) / product(corners)]
    const chance =
      typeof rate === 'number'
        ? Math.min((rate / size) * places, 1)
        : minimum(rate.div(size).mul(places), 1)
    const first = mode.rng.bernoulli(asChance(chance), [n, channels, ...corners]).cast(dtype)
    const around = blocks.map((size) => [size - 1, size - 1] as const)
    const reached = maxPool(pad(first, [[0, 0], [0, 0], ...around]), blocks, { stride: 1 })
    const kept = reached.equal(0)
    const share = maximum(kept.cast(dtype).sum(), 1).reciprocal().mul(x.size)
    return where(kept, x.mul(share), 0)
  }
}

/** The sizes of a block within one example. */
function blocksOf(
  example: Shape,
  size: Sizes,
): ReturnType<typeof spatialShape> & { blocks: Shape } {
  const { channels, lengths } = spatialShape('DropBlock', example)
  if (lengths.length > 3)
    throw new ShapeError(
      `DropBlock: inputs must have at most three spatial axes, got [${['n', ...example].join(', ')}]`,
    )
  const sizes = sizesAlong('DropBlock', 'size', size, lengths)
  const blocks = lengths.map((length, axis) => Math.min(length, sizes[axis] ?? 1))
  return { channels, lengths, blocks }
}
