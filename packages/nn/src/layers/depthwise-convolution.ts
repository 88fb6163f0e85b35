import { convolution, type Shape, type Tensor, type Variable } from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { type FilledOptions, type GivenOptions, option } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { checkTensors } from '../check-tensors.ts'
import { convolutionFans } from '../initializers/fans.ts'
import { ones } from '../initializers/ones.ts'
import { Module } from '../modules/module.ts'
import {
  addBias,
  checkDType,
  drawBias,
  drawKernel,
  outputOptions,
  product,
  windowOptions,
} from './convolution-parts.ts'
import { checkChannels, sizesAlong, spatialShape, windowCounts } from './spatial-shape.ts'
import { checkSource, type WeightSource } from './weight-source.ts'

const table = {
  ...windowOptions,
  depthMultiplier: option.integer({
    minimum: 1,
    default: 1,
    words: 'how many channels it gives for each of the inputs',
  }),
  ...outputOptions,
}

type Options = FilledOptions<typeof table>

/** Options of `new DepthwiseConvolution`. */
export type DepthwiseConvolutionOptions = GivenOptions<typeof table> & WeightSource

function kernelShape(inputs: Shape, { kernelSize, depthMultiplier }: Options): Shape {
  const { channels, lengths } = spatialShape('DepthwiseConvolution', inputs)
  const sizes = sizesAlong('DepthwiseConvolution', 'kernelSize', kernelSize, lengths)
  return [channels * depthMultiplier, 1, ...sizes]
}

/** A convolution of each channel by itself: [n, channels, ...sizes] → [n, channels · depthMultiplier, ...counts]. */
export class DepthwiseConvolution extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'depthwiseConvolution',
    summary: 'A convolution of each channel by itself, with kernels of its own.',
    formula:
      'activation(Σ over places p of kernel[c · m + j, 0, p] · x[c, stride · i + dilation · p] + bias), m = depthMultiplier',
    paper: {
      authors: 'Howard, Zhu, Chen, Kalenichenko, Wang, Weyand, Andreetto & Adam',
      year: 2017,
      title: 'MobileNets: efficient convolutional neural networks for mobile vision applications',
    },
    cost: 'depthMultiplier × channels × places of the window multiplications for each place of the outputs',
    when: 'Between convolutions of one place, which mix the channels: far fewer weights than a convolution that does both.',
    notes:
      'A convolution of as many groups as channels. The kernel is [channels · depthMultiplier, 1, ...kernelSize]; outputs of one channel stand together.',
    aliases: ['depthwiseConv1d', 'depthwiseConv2d', 'depthwise'],
    options: table,
    example: {
      options: { kernelSize: 2, kernelInitializer: ones },
      inputs: [
        [
          [1, 2, 4],
          [10, 20, 40],
        ],
      ],
      value: [
        [
          [3, 6],
          [30, 60],
        ],
      ],
    },
    plan: (options) => ({
      outputShape(inputs) {
        const [outputs = 0] = kernelShape(inputs, options)
        const window = { ...options, size: options.kernelSize }
        return [outputs, ...windowCounts('DepthwiseConvolution', inputs, window)]
      },
      parameters(inputs) {
        const shape = kernelShape(inputs, options)
        return product(shape) + (options.useBias ? (shape[0] ?? 0) : 0)
      },
      build: (inputs, rng, { dtype = 'float32' } = {}) =>
        new DepthwiseConvolution(inputs, { ...options, rng, dtype }),
    }),
  })

  /** [channels · depthMultiplier, 1, ...kernelSize]. */
  readonly kernel: Variable
  /** [channels · depthMultiplier]; null without a bias. */
  readonly bias: Variable | null
  readonly #channels: number
  readonly #options: Options

  /** `inputs`: the shape of one example, [channels, ...sizes]. Throws a ShapeError for options that do not fit it. */
  constructor(inputs: Shape, { rng, dtype = 'float32', ...given }: DepthwiseConvolutionOptions) {
    super()
    const source = { rng, dtype }
    checkSource('DepthwiseConvolution', source)
    const options = readOptions('DepthwiseConvolution', table, given)
    const shape = kernelShape(inputs, options)
    this.#channels = inputs[0] ?? 0
    const fans = convolutionFans(shape, this.#channels)
    this.kernel = drawKernel(options.kernelInitializer, source, shape, fans)
    this.bias = drawBias(options, source, shape[0] ?? 0)
    this.#options = options
  }

  /** Throws a ShapeError for other channels or axes than the layer was made for, a DTypeError for another dtype. */
  override call(x: Tensor): Tensor {
    checkTensors('DepthwiseConvolution', { x })
    const { stride, padding, dilation, activation } = this.#options
    checkChannels('DepthwiseConvolution', x, this.#channels, this.kernel.shape.length - 2)
    checkDType('DepthwiseConvolution', x, this.kernel)
    const groups = this.#channels
    const sums = convolution(x, this.kernel, { stride, padding, dilation, groups })
    return activation(addBias(sums, this.bias))
  }
}
