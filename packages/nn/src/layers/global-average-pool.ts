import { globalAveragePool, type Tensor } from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { checkTensors } from '../check-tensors.ts'
import { Module } from '../modules/module.ts'
import { spatialShape } from './spatial-shape.ts'

/** The mean of each channel: [n, channels, ...sizes] → [n, channels]. */
export class GlobalAveragePool extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'globalAveragePool',
    summary: 'The mean of each channel over all places.',
    formula: 'y[c] = mean over places i of x[c, i]',
    paper: {
      authors: 'Lin, Chen & Yan',
      year: 2014,
      title: 'Network in network',
    },
    cost: 'an addition for each input',
    when: 'Between convolutions and the last dense layer, in place of flatten: no weights go by the place, and any size of image will do.',
    aliases: [
      'globalAveragePooling1d',
      'globalAveragePooling2d',
      'globalAvgPool',
      'adaptiveAvgPool2d',
    ],
    options: {},
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
    plan: () => ({
      outputShape: (inputs) => [spatialShape('GlobalAveragePool', inputs).channels],
      parameters: () => 0,
      build: () => new GlobalAveragePool(),
    }),
  })

  /** Throws a ShapeError where `x` has no spatial axes. */
  override call(x: Tensor): Tensor {
    checkTensors('GlobalAveragePool', { x })
    spatialShape('GlobalAveragePool', x.shape.slice(1))
    return globalAveragePool(x)
  }
}
