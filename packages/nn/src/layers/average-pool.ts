import { averagePool, type Tensor } from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import type { GivenOptions } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { checkTensors } from '../check-tensors.ts'
import { Module } from '../modules/module.ts'
import { poolingOptions, poolingWindow } from './pooling-options.ts'
import { spatialShape, type WindowSizes, windowCounts } from './spatial-shape.ts'

/** The mean of each window: [n, channels, ...sizes] → [n, channels, ...counts]. */
export class AveragePool extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'averagePool',
    summary: 'The mean of each window of each channel.',
    formula: 'y[c, i] = mean over places p of x[c, stride · i + p]',
    paper: {
      authors: 'LeCun, Bottou, Bengio & Haffner',
      year: 1998,
      title: 'Gradient-based learning applied to document recognition',
    },
    cost: 'an addition for each place of each window',
    when: 'To make images smaller under penalties on derivatives: it is linear, where maxPool has jumps of the derivative.',
    notes: 'Zeros of the padding do not count, as in Keras.',
    aliases: [
      'averagePooling1d',
      'averagePooling2d',
      'avgPool',
      'avgPool1d',
      'avgPool2d',
      'avgPool3d',
    ],
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
      value: [[[[3, 3]]]],
    },
    plan: (options) => ({
      outputShape(inputs) {
        const { channels } = spatialShape('AveragePool', inputs)
        return [channels, ...windowCounts('AveragePool', inputs, poolingWindow(options))]
      },
      parameters: () => 0,
      build: () => new AveragePool(options),
    }),
  })

  readonly #window: WindowSizes

  constructor(options: GivenOptions<typeof poolingOptions> = {}) {
    super()
    this.#window = poolingWindow(readOptions('AveragePool', poolingOptions, options))
  }

  override get isMonotone(): boolean {
    return true
  }

  /** Throws a ShapeError where `x` has no spatial axes, or a window does not fit. */
  override call(x: Tensor): Tensor {
    checkTensors('AveragePool', { x })
    windowCounts('AveragePool', x.shape.slice(1), this.#window)
    const { size, stride, padding } = this.#window
    return averagePool(x, size, { stride, padding, countPadding: false })
  }
}
