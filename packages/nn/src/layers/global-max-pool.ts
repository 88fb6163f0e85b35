import { globalMaxPool, type Tensor } from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { checkTensors } from '../check-tensors.ts'
import { Module } from '../modules/module.ts'
import { spatialShape } from './spatial-shape.ts'

/** The largest of each channel: [n, channels, ...sizes] → [n, channels]. */
export class GlobalMaxPool extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'globalMaxPool',
    summary: 'The largest of each channel over all places.',
    formula: 'y[c] = max over places i of x[c, i]',
    paper: {
      authors: 'Oquab, Bottou, Laptev & Sivic',
      year: 2015,
      title:
        'Is object localization for free? Weakly-supervised learning with convolutional neural networks',
    },
    cost: 'a comparison for each input',
    when: 'Before the last dense layer, where one place that shows something decides. Only that place learns from an example.',
    aliases: ['globalMaxPooling1d', 'globalMaxPooling2d', 'adaptiveMaxPool2d'],
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
      value: [[6]],
    },
    plan: () => ({
      outputShape: (inputs) => [spatialShape('GlobalMaxPool', inputs).channels],
      parameters: () => 0,
      build: () => new GlobalMaxPool(),
    }),
  })

  /** Throws a ShapeError where `x` has no spatial axes. */
  override call(x: Tensor): Tensor {
    checkTensors('GlobalMaxPool', { x })
    spatialShape('GlobalMaxPool', x.shape.slice(1))
    return globalMaxPool(x)
  }
}
