import { maxPool, type Tensor } from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import type { GivenOptions } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { checkTensors } from '../check-tensors.ts'
import { Module } from '../modules/module.ts'
import { poolingOptions, poolingWindow } from './pooling-options.ts'
import { spatialShape, type WindowSizes, windowCounts } from './spatial-shape.ts'

/** The largest of each window: [n, channels, ...sizes] → [n, channels, ...counts]. */
export class MaxPool extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'maxPool',
    summary: 'The largest of each window of each channel.',
    formula: 'y[c, i] = max over places p of x[c, stride · i + p]',
    paper: {
      authors: 'Scherer, Müller & Behnke',
      year: 2010,
      title:
        'Evaluation of pooling operations in convolutional architectures for object recognition',
    },
    cost: 'a comparison for each place of each window',
    when: 'After convolutions, where it matters whether something is there and not exactly where.',
    notes:
      'Of equal numbers the first takes the derivative. Padding never wins. Its derivative jumps where another number becomes the largest: averagePool is smooth.',
    aliases: ['maxPooling1d', 'maxPooling2d', 'maxPool1d', 'maxPool2d', 'maxPool3d'],
    options: poolingOptions,
    short: 'size',
    example: {
      inputs: [
        [
          [
            [1, 2, 0, 4],
            [3, 6, 0, 8],
          ],
        ],
      ],
      value: [[[[6, 8]]]],
    },
    plan: (options) => ({
      outputShape(inputs) {
        const { channels } = spatialShape('MaxPool', inputs)
        return [channels, ...windowCounts('MaxPool', inputs, poolingWindow(options))]
      },
      parameters: () => 0,
      build: () => new MaxPool(options),
    }),
  })

  readonly #window: WindowSizes

  constructor(options: GivenOptions<typeof poolingOptions> = {}) {
    super()
    this.#window = poolingWindow(readOptions('MaxPool', poolingOptions, options))
  }

  override get isMonotone(): boolean {
    return true
  }

  /** Throws a ShapeError where `x` has no spatial axes, or a window does not fit. */
  override call(x: Tensor): Tensor {
    checkTensors('MaxPool', { x })
    windowCounts('MaxPool', x.shape.slice(1), this.#window)
    const { size, stride, padding } = this.#window
    return maxPool(x, size, { stride, padding })
  }
}
