import { type Shape, ShapeError, type Tensor, transpose } from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { type GivenOptions, option } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { checkTensors } from '../check-tensors.ts'
import { Module } from '../modules/module.ts'

const table = {
  axes: option.sizes({ words: 'the axes in their new order, counted from 1 after the batch axis' }),
}

function checkAxes(inputs: Shape, axes: Shape): void {
  const isWhole = inputs.every((_, axis) => axes.includes(axis + 1))
  if (!isWhole || axes.length !== inputs.length)
    throw new ShapeError(
      `Permute: axes must name each axis of the inputs once, from 1 to ${inputs.length}, got [${axes.join(', ')}] for [n, ${inputs.join(', ')}]`,
    )
}

/** The axes of an example in another order. */
export class Permute extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'permute',
    summary: 'The axes of an example in another order.',
    formula: '[n, a, b] → [n, b, a] for axes [2, 1]',
    paper: { authors: 'Falkoff & Iverson', year: 1968, title: 'APL\\360: user’s manual' },
    cost: 'a copy',
    when: 'Between layers that take channels first, such as convolutions, and those that take features last, such as dense.',
    aliases: ['transpose'],
    options: table,
    short: 'axes',
    example: {
      options: { axes: [2, 1] },
      inputs: [
        [
          [1, 2],
          [3, 4],
        ],
      ],
      value: [
        [
          [1, 3],
          [2, 4],
        ],
      ],
    },
    plan: ({ axes }) => ({
      outputShape(inputs) {
        const order = [axes].flat()
        checkAxes(inputs, order)
        return order.map((axis) => inputs[axis - 1] ?? 0)
      },
      parameters: () => 0,
      build: () => new Permute(axes),
    }),
  })

  /** Counted from 1 after the batch axis. */
  readonly axes: Shape

  /** Throws a TypeError for axes that are no positive integers. */
  constructor(axes: GivenOptions<typeof table>['axes']) {
    super()
    this.axes = [readOptions('Permute', table, { axes }).axes].flat()
  }

  /** Throws a ShapeError where `x` has other axes. */
  override call(x: Tensor): Tensor {
    checkTensors('Permute', { x })
    checkAxes(x.shape.slice(1), this.axes)
    return transpose(x, [0, ...this.axes])
  }
}
