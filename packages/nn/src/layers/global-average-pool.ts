import { globalAveragePool, maximum, mean, type Tensor } from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import type { GivenOptions } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { checkTensors } from '../check-tensors.ts'
import type { MaskRule } from '../modules/mask-rule.ts'
import type { Mode } from '../modules/mode.ts'
import { Module } from '../modules/module.ts'
import { alongFirstAxes, withoutPadding } from '../modules/without-padding.ts'
import { globallyPooledShape, globalPoolOptions, type PooledOver } from './global-pool.ts'

/** The mean of each channel, [n, channels, ...sizes] → [n, channels]; or over steps, [n, steps, features] → [n, features]. */
export class GlobalAveragePool extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'globalAveragePool',
    summary: 'The mean of each channel over all places, or of each feature over all steps.',
    formula: 'y[c] = mean over places i of x[c, i]; or y[f] = mean over steps t of x[t, f]',
    paper: {
      authors: 'Lin, Chen & Yan',
      year: 2014,
      title: 'Network in network',
    },
    cost: 'an addition for each input',
    when: 'Between convolutions and the last dense layer, in place of flatten: no weights go by the place, and any size of image will do. Over steps, between layers that keep the steps of a sequence and dense ones.',
    notes:
      'Over steps, those that a mask leaves out do not count; a sequence without any gives zeros.',
    aliases: [
      'globalAveragePooling1d',
      'globalAveragePooling2d',
      'globalAvgPool',
      'adaptiveAvgPool2d',
    ],
    options: globalPoolOptions,
    short: 'over',
    example: {
      inputs: [
        [
          [
            [1, 2],
            [3, 6],
          ],
        ],
      ],
      value: [[3]],
    },
    plan: ({ over }) => ({
      outputShape: (inputs) => globallyPooledShape('GlobalAveragePool', inputs, over),
      parameters: () => 0,
      build: () => new GlobalAveragePool({ over }),
    }),
  })

  /** Which axes the mean is over. */
  readonly over: PooledOver

  constructor(options: GivenOptions<typeof globalPoolOptions> = {}) {
    super()
    this.over = readOptions('GlobalAveragePool', globalPoolOptions, options).over
  }

  override get maskRule(): MaskRule | undefined {
    return this.over === 'steps' ? 'gone' : undefined
  }

  override get isMonotone(): boolean {
    return true
  }

  /** Throws a ShapeError where `x` has no such axes. */
  override call(x: Tensor, mode?: Mode): Tensor {
    checkTensors('GlobalAveragePool', { x })
    globallyPooledShape('GlobalAveragePool', x.shape.slice(1), this.over)
    if (this.over === 'places') return globalAveragePool(x)
    const mask = mode?.mask
    if (mask === undefined) return mean(x, 1)
    const total = withoutPadding('GlobalAveragePool', x, mask).sum(1)
    const counts = maximum(mask.cast(x.dtype).sum(1), 1)
    return total.div(alongFirstAxes(counts, total))
  }
}
