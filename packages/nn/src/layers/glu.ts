import { ShapeError, split, type Tensor } from '@sobolev/core'
import type { ActivationFunction } from '../activations/activation-function.ts'
import { sigmoid } from '../activations/sigmoid.ts'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { type GivenOptions, option } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { checkTensors } from '../check-tensors.ts'
import type { MaskRule } from '../modules/mask-rule.ts'
import { Module } from '../modules/module.ts'

const table = {
  activation: option.method({
    kind: 'activation',
    default: sigmoid,
    words: 'what makes a factor of the second half: silu gives SwiGLU, gelu GEGLU, relu ReGLU',
  }),
}

/** The half of the last length. Throws a ShapeError where there is none. `shape`: with its batch axis, by a name or length. */
function halfOf(shape: readonly (number | 'n')[]): number {
  const features = Number(shape.at(-1))
  if (features > 0 && features % 2 === 0) return features / 2
  throw new ShapeError(
    `Glu: inputs must have an even last length, which is halved, got [${shape.join(', ')}]`,
  )
}

/** One half of the features gates the other: [n, ..., 2 · features] → [n, ..., features]. */
export class Glu extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'glu',
    summary:
      'A gated linear unit: the first half of the features, each times what the second half lets through.',
    formula: 'a · activation(b), x = [a, b] along the last axis',
    paper: {
      authors: 'Dauphin, Fan, Auli & Grangier',
      year: 2017,
      title: 'Language modeling with gated convolutional networks',
      place: 'equation 1',
    },
    cost: 'the activation of half of the inputs, twice the units in the layer before',
    when: 'After a dense layer of twice the units, in the place of its activation. With silu it is the SwiGLU of transformers (Shazeer 2020).',
    notes:
      'The first half is the values and the second the gates, as in PyTorch; some programs have the halves the other way round.',
    aliases: ['gatedLinearUnit', 'swiglu', 'geglu', 'reglu'],
    options: table,
    short: 'activation',
    example: { inputs: [[2, 4, 0, 0]], value: [[1, 2]] },
    plan: (options) => ({
      outputShape: (inputs) => [...inputs.slice(0, -1), halfOf(['n', ...inputs])],
      parameters: () => 0,
      build: () => new Glu(options),
    }),
  })

  /** What makes a factor of the second half. */
  readonly activation: ActivationFunction

  constructor(options: GivenOptions<typeof table> = {}) {
    super()
    this.activation = readOptions('Glu', table, options).activation
  }

  override get maskRule(): MaskRule {
    return 'kept'
  }

  /** Throws a ShapeError unless the last length of `x` is even. */
  override call(x: Tensor): Tensor {
    checkTensors('Glu', { x })
    halfOf(x.shape)
    const [values = x, gates = x] = split(x, 2, -1)
    return values.mul(this.activation(gates))
  }
}
