import { convolution, type Shape, type Tensor, type Variable } from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import type { FilledOptions, GivenOptions } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { checkTensors } from '../check-tensors.ts'
import { convolutionFans } from '../initializers/fans.ts'
import { ones } from '../initializers/ones.ts'
import { affineBounds, type Bounds } from '../modules/bounds.ts'
import { layerBounds } from '../modules/layer-bounds.ts'
import type { Mode } from '../modules/mode.ts'
import { Module } from '../modules/module.ts'
import {
  addBias,
  checkDType,
  checkGroups,
  drawBias,
  drawKernel,
  groupedOptions,
  product,
} from './convolution-parts.ts'
import { checkChannels, sizesAlong, spatialShape, windowCounts } from './spatial-shape.ts'
import { checkSource, type WeightSource } from './weight-source.ts'

type Options = FilledOptions<typeof groupedOptions>

/** Options of `new Convolution`. */
export type ConvolutionLayerOptions = GivenOptions<typeof groupedOptions> & WeightSource

function kernelShape(inputs: Shape, { filters, kernelSize, groups }: Options): Shape {
  const { channels, lengths } = spatialShape('Convolution', inputs)
  checkGroups('Convolution', inputs, filters, groups)
  return [
    filters,
    channels / groups,
    ...sizesAlong('Convolution', 'kernelSize', kernelSize, lengths),
  ]
}

/** A convolution over one, two or three spatial axes: [n, channels, ...sizes] → [n, filters, ...counts]. */
export class Convolution extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'convolution',
    summary: 'The same weighted sums of each window of an image, a series or a volume.',
    formula:
      'activation(Σ over channels c and places p of kernel[·, c, p] · x[c, stride · i + dilation · p] + bias)',
    paper: {
      authors: 'LeCun, Boser, Denker, Henderson, Howard, Hubbard & Jackel',
      year: 1989,
      title: 'Backpropagation applied to handwritten zip code recognition',
    },
    cost: 'filters × channels / groups × places of the window multiplications for each place of the outputs',
    when: 'Inputs with neighbourhoods, where what is to be found may be anywhere: images, signals, volumes.',
    notes:
      'Takes [n, channels, ...sizes] of one to three spatial axes. The kernel is [filters, channels / groups, ...kernelSize] and not flipped, as in PyTorch. The default padding is "valid", as in PyTorch and Keras; "same" gives ⌈size / stride⌉ places, an odd zero at the end, as in Keras.',
    aliases: ['conv', 'conv1d', 'conv2d', 'conv3d', 'convolution1d', 'convolution2d'],
    options: groupedOptions,
    short: 'filters',
    example: {
      options: { filters: 1, kernelSize: 2, kernelInitializer: ones },
      inputs: [[[1, 2, 4, 8]]],
      value: [[[3, 6, 12]]],
    },
    plan: (options) => ({
      outputShape(inputs) {
        kernelShape(inputs, options)
        const window = { ...options, size: options.kernelSize }
        return [options.filters, ...windowCounts('Convolution', inputs, window)]
      },
      parameters: (inputs) =>
        product(kernelShape(inputs, options)) + (options.useBias ? options.filters : 0),
      build: (inputs, rng, { dtype = 'float32' } = {}) =>
        new Convolution(inputs, { ...options, rng, dtype }),
    }),
  })

  /** [filters, channels / groups, ...kernelSize]. */
  readonly kernel: Variable
  /** [filters]; null without a bias. */
  readonly bias: Variable | null
  readonly #options: Options

  /**
   * `inputs`: the shape of one example, [channels, ...sizes]; the layer takes any sizes of as many axes. Throws a
   * ShapeError for options that do not fit it.
   */
  constructor(inputs: Shape, { rng, dtype = 'float32', ...given }: ConvolutionLayerOptions) {
    super()
    const source = { rng, dtype }
    checkSource('Convolution', source)
    const options = readOptions('Convolution', groupedOptions, given)
    const shape = kernelShape(inputs, options)
    const fans = convolutionFans(shape, options.groups)
    this.kernel = drawKernel(options.kernelInitializer, source, shape, fans)
    this.bias = drawBias(options, source, options.filters)
    this.#options = options
  }

  /** Throws a ShapeError for other channels or axes than the layer was made for, a DTypeError for another dtype. */
  override call(x: Tensor): Tensor {
    checkTensors('Convolution', { x })
    const { groups, activation } = this.#options
    const channels = (this.kernel.shape[1] ?? 0) * groups
    checkChannels('Convolution', x, channels, this.kernel.shape.length - 2)
    checkDType('Convolution', x, this.kernel)
    return activation(this.#sums(x))
  }

  #sums(x: Tensor): Tensor {
    const { stride, padding, dilation, groups } = this.#options
    const sums = convolution(x, this.kernel, { stride, padding, dilation, groups })
    return addBias(sums, this.bias)
  }

  override boundsOf(inputs: Bounds, mode: Mode): Bounds {
    const sums = affineBounds((x) => this.#sums(x), inputs, this.kernel, this.bias)
    return layerBounds(this.#options.activation, sums, mode)
  }
}
