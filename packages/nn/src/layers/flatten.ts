import type { Tensor } from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { checkTensors } from '../check-tensors.ts'
import { Module } from '../modules/module.ts'

/** All axes of an example as one: [n, ...] → [n, size]. */
export class Flatten extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'flatten',
    summary: 'All axes of an example as one, in their order.',
    formula: '[n, a, b, …] → [n, a · b · …]',
    paper: {
      authors: 'LeCun, Bottou, Bengio & Haffner',
      year: 1998,
      title: 'Gradient-based learning applied to document recognition',
    },
    cost: 'none to speak of',
    when: 'Between layers that keep places, such as convolutions, and dense ones. Global pooling in its place has fewer weights to follow.',
    options: {},
    example: {
      inputs: [
        [
          [1, 2],
          [3, 4],
        ],
      ],
      value: [[1, 2, 3, 4]],
    },
    plan: () => ({
      outputShape: (inputs) => [inputs.reduce((size, length) => size * length, 1)],
      parameters: () => 0,
      build: () => new Flatten(),
    }),
  })

  override get isMonotone(): boolean {
    return true
  }

  override call(x: Tensor): Tensor {
    checkTensors('Flatten', { x })
    const [n = 1, ...lengths] = x.shape
    return x.reshape([n, lengths.reduce((size, length) => size * length, 1)])
  }
}
