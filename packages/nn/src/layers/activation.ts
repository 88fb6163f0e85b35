import type { Tensor } from '@sobolev/core'
import type { ActivationFunction } from '../activations/activation-function.ts'
import { relu } from '../activations/relu.ts'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { type GivenOptions, option } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { checkTensors } from '../check-tensors.ts'
import type { MaskRule } from '../modules/mask-rule.ts'
import { Module } from '../modules/module.ts'
import { keepsElements } from './plans-for-elements.ts'

const table = {
  activation: option.method({ kind: 'activation', words: 'what it does to its inputs' }),
}

/** An activation by itself: any shape → the same shape. */
export class Activation extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'activation',
    summary: 'An activation as a layer by itself, such as behind a normalisation.',
    formula: 'activation(x)',
    paper: {
      authors: 'Rumelhart, Hinton & Williams',
      year: 1986,
      title: 'Learning representations by back-propagating errors',
      place: 'equation 2',
    },
    cost: 'that of the activation',
    when: 'Behind a layer that has no activation of its own, such as batchNorm or residual.',
    notes: 'In the library the plain function does as well: new Sequential([norm, relu]).',
    aliases: ['nonlinearity', 'lambda'],
    options: table,
    short: 'activation',
    example: { options: { activation: relu }, inputs: [[-1, 2]], value: [[0, 2]] },
    plan: ({ activation }) =>
      keepsElements({
        outputShape: (inputs) => inputs,
        parameters: () => 0,
        build: () => new Activation({ activation }),
      }),
  })

  /** The function that it applies. */
  readonly activation: ActivationFunction

  /** Throws a TypeError for what is no activation. */
  constructor(options: GivenOptions<typeof table>) {
    super()
    this.activation = readOptions('Activation', table, options).activation
  }

  override get maskRule(): MaskRule {
    // Not elementwise: softmax takes a row together.
    return 'kept'
  }

  override get isMonotone(): boolean {
    return this.activation.isMonotone ?? false
  }

  override call(x: Tensor): Tensor {
    checkTensors('Activation', { x })
    return this.activation(x)
  }
}
