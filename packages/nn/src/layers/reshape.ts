import { type Shape, ShapeError, type Tensor } from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { type GivenOptions, option } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { checkTensors } from '../check-tensors.ts'
import { Module } from '../modules/module.ts'
import { product } from './convolution-parts.ts'

const table = {
  shape: option.sizes({ words: 'the shape of one example, without the batch axis' }),
}

function checkSize(inputs: Shape, shape: Shape): void {
  if (product(inputs) !== product(shape))
    throw new ShapeError(
      `Reshape: the shape must hold as many numbers as the inputs, got [n, ${shape.join(', ')}] of ${product(shape)} for [n, ${inputs.join(', ')}] of ${product(inputs)}`,
    )
}

/** The numbers of an example in another shape: [n, ...] → [n, ...shape]. */
export class Reshape extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'reshape',
    summary: 'The numbers of an example in another shape, in their order.',
    formula: '[n, …] → [n, ...shape]',
    paper: { authors: 'Falkoff & Iverson', year: 1968, title: 'APL\\360: user’s manual' },
    cost: 'none to speak of',
    when: 'To make images or series of a row of numbers within a model, as a generator does after a dense layer; data.shape does it for the inputs of a config.',
    aliases: ['unflatten', 'view'],
    options: table,
    short: 'shape',
    example: {
      options: { shape: [2, 2] },
      inputs: [[1, 2, 3, 4]],
      value: [
        [
          [1, 2],
          [3, 4],
        ],
      ],
    },
    plan: ({ shape }) => ({
      outputShape(inputs) {
        checkSize(inputs, [shape].flat())
        return [shape].flat()
      },
      parameters: () => 0,
      build: () => new Reshape(shape),
    }),
  })

  /** Of one example, without the batch axis. */
  readonly shape: Shape

  /** Throws a TypeError for lengths that are no positive integers. */
  constructor(shape: GivenOptions<typeof table>['shape']) {
    super()
    this.shape = [readOptions('Reshape', table, { shape }).shape].flat()
  }

  override get isMonotone(): boolean {
    return true
  }

  /** Throws a ShapeError where the examples of `x` hold another number of numbers. */
  override call(x: Tensor): Tensor {
    checkTensors('Reshape', { x })
    const [n = 1, ...inputs] = x.shape
    checkSize(inputs, this.shape)
    return x.reshape([n, ...this.shape])
  }
}
