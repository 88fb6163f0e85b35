import { type Shape, ShapeError, type Tensor } from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { type GivenOptions, option } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { checkTensors } from '../check-tensors.ts'
import type { MaskRule } from '../modules/mask-rule.ts'
import { Module } from '../modules/module.ts'
import { type ChannelAxis, channelsOf } from './channels.ts'

const table = {
  pieces: option.integer({
    minimum: 1,
    default: 2,
    words: 'how many neighbours the largest is taken of',
  }),
  along: option.choice({
    values: ['channels', 'features'],
    default: 'channels',
    words: 'the axis of these: the first of an example, or its last',
  }),
}

/** Options of `new Maxout`. */
export type MaxoutOptions = GivenOptions<typeof table>

/** The largest of every few channels or features: [n, channels, ...] → [n, channels / pieces, ...]. */
export class Maxout extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'maxout',
    summary:
      'The largest of every few neighbouring channels or features, in place of an activation.',
    formula: 'yᵢ = max over j from 1 to pieces of x₍ᵢ₋₁₎ · pieces ₊ ⱼ',
    paper: {
      authors: 'Goodfellow, Warde-Farley, Mirza, Courville & Bengio',
      year: 2013,
      title: 'Maxout networks',
      place: 'section 3',
    },
    cost: 'a comparison for each input, pieces times the units in the layer before',
    when: 'With dropout, behind a dense or convolution layer of pieces times the units and without an activation: a convex function of each unit’s inputs is learnt.',
    notes:
      'Its second derivative by the inputs is 0: penalties on the input gradient see no bend. The network of dense layers and maxout is linear between bends, with slopes bounded by the kernels.',
    smoothness: 0,
    options: table,
    short: 'pieces',
    example: { inputs: [[1, 3, -2, -5]], value: [[3, -2]] },
    plan: (options) => ({
      outputShape: (inputs) => shapeOfMaxima(inputs, options),
      parameters: () => 0,
      build: () => new Maxout(options),
    }),
  })

  /** Of how many numbers each output is the largest. */
  readonly pieces: number
  /** Which axis counts the units. */
  readonly along: ChannelAxis

  constructor(options: MaxoutOptions = {}) {
    super()
    const { pieces, along } = readOptions('Maxout', table, options)
    this.pieces = pieces
    this.along = along
  }

  override get maskRule(): MaskRule | undefined {
    return this.along === 'features' ? 'kept' : undefined
  }

  /** Throws a ShapeError unless the pieces divide the channels or features. */
  override call(x: Tensor): Tensor {
    checkTensors('Maxout', { x })
    const [n = 0, ...example] = x.shape
    const shape = [n, ...shapeOfMaxima(example, this)]
    const axis = axisIn(shape, this.along)
    const grouped = [...shape.slice(0, axis + 1), this.pieces, ...shape.slice(axis + 1)]
    return x.reshape(grouped).max(axis + 1)
  }
}

const axisIn = ({ length }: Shape, along: ChannelAxis): number =>
  along === 'channels' ? 1 : length - 1

/** The shape of one example’s outputs. */
function shapeOfMaxima(
  example: Shape,
  { pieces, along }: { readonly pieces: number; readonly along: ChannelAxis },
): Shape {
  const size = channelsOf('Maxout', example, along)
  if (size % pieces !== 0)
    throw new ShapeError(
      `Maxout: pieces must divide the ${along}, got ${pieces} pieces and inputs [${['n', ...example].join(', ')}]`,
    )
  const grown = axisIn([0, ...example], along) - 1
  return example.map((length, axis) => (axis === grown ? length / pieces : length))
}
