import { resize, type Shape, type Tensor } from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { type FilledOptions, type GivenOptions, option } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { checkTensors } from '../check-tensors.ts'
import { Module } from '../modules/module.ts'
import { sizesAlong, spatialShape } from './spatial-shape.ts'

const table = {
  size: option.sizes({ default: 2, words: 'what the sizes are multiplied with' }),
  method: option.choice({
    values: ['nearest', 'linear'],
    default: 'nearest',
    words: 'whether places repeat, or numbers between them are interpolated',
  }),
}

type Options = FilledOptions<typeof table>

function outputShape(inputs: Shape, { size }: Options): Shape {
  const { channels, lengths } = spatialShape('UpSample', inputs)
  const factors = sizesAlong('UpSample', 'size', size, lengths)
  return [channels, ...lengths.map((length, axis) => length * (factors[axis] ?? 1))]
}

/** Makes images larger: [n, channels, ...sizes] → [n, channels, ...multiples]. */
export class UpSample extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'upSample',
    summary: 'Makes images, series or volumes larger, by repeating places or interpolating.',
    formula: 'nearest: y[c, i] = x[c, ⌊i / size⌋]; linear: between the centres of places',
    paper: {
      authors: 'Odena, Dumoulin & Olah',
      year: 2016,
      title: 'Deconvolution and checkerboard artifacts',
    },
    cost: 'nearest: none to speak of; linear: two multiplications for each output and axis',
    when: 'Before a convolution, in decoders and generators: no checkerboards, which transposed convolutions may have.',
    notes:
      'Linear is bilinear for images and trilinear for volumes, with the centres of PyTorch’s align_corners=False.',
    aliases: ['upSampling1d', 'upSampling2d', 'interpolate', 'resizing'],
    options: table,
    short: 'size',
    example: {
      options: { size: 2, method: 'linear' },
      inputs: [[[0, 4]]],
      value: [[[0, 1, 3, 4]]],
    },
    plan: (options) => ({
      outputShape: (inputs) => outputShape(inputs, options),
      parameters: () => 0,
      build: () => new UpSample(options),
    }),
  })

  readonly #options: Options

  constructor(options: GivenOptions<typeof table> = {}) {
    super()
    this.#options = readOptions('UpSample', table, options)
  }

  /** Throws a ShapeError where `x` has no spatial axes, or others than there are sizes. */
  override call(x: Tensor): Tensor {
    checkTensors('UpSample', { x })
    const [, ...lengths] = outputShape(x.shape.slice(1), this.#options)
    return resize(x, lengths, { method: this.#options.method })
  }
}
