import { globalMaxPool, type Tensor, where } from '@sobolev/core'
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

/** The largest of each channel, [n, channels, ...sizes] → [n, channels]; or over steps, [n, steps, features] → [n, features]. */
export class GlobalMaxPool extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'globalMaxPool',
    summary: 'The largest of each channel over all places, or of each feature over all steps.',
    formula: 'y[c] = max over places i of x[c, i]; or y[f] = max over steps t of x[t, f]',
    paper: {
      authors: 'Oquab, Bottou, Laptev & Sivic',
      year: 2015,
      title:
        'Is object localization for free? Weakly-supervised learning with convolutional neural networks',
    },
    cost: 'a comparison for each input',
    when: 'Before the last dense layer, where one place that shows something decides. Only that place learns from an example.',
    notes:
      'Over steps, those that a mask leaves out do not count; a sequence without any gives zeros.',
    aliases: ['globalMaxPooling1d', 'globalMaxPooling2d', 'adaptiveMaxPool2d'],
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
      value: [[6]],
    },
    plan: ({ over }) => ({
      outputShape: (inputs) => globallyPooledShape('GlobalMaxPool', inputs, over),
      parameters: () => 0,
      build: () => new GlobalMaxPool({ over }),
    }),
  })

  /** Which axes the largest is over. */
  readonly over: PooledOver

  constructor(options: GivenOptions<typeof globalPoolOptions> = {}) {
    super()
    this.over = readOptions('GlobalMaxPool', globalPoolOptions, options).over
  }

  override get maskRule(): MaskRule | undefined {
    return this.over === 'steps' ? 'gone' : undefined
  }

  override get isMonotone(): boolean {
    return true
  }

  /** Throws a ShapeError where `x` has no such axes. */
  override call(x: Tensor, mode?: Mode): Tensor {
    checkTensors('GlobalMaxPool', { x })
    const pooled = globallyPooledShape('GlobalMaxPool', x.shape.slice(1), this.over)
    if (this.over === 'places') return globalMaxPool(x)
    const mask = mode?.mask
    const seen = withoutPadding('GlobalMaxPool', x, mask, Number.NEGATIVE_INFINITY)
    const [n = 0, steps = 0] = x.shape
    const largest = globalMaxPool(seen.reshape([n, steps, -1]).transpose([0, 2, 1]))
    const shaped = largest.reshape([n, ...pooled])
    return mask ? where(alongFirstAxes(mask.any(1), shaped), shaped, 0) : shaped
  }
}
