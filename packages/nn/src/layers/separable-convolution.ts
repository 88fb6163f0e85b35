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
  filters: option.integer({ minimum: 1, words: 'how many channels it gives' }),
  ...windowOptions,
  depthMultiplier: option.integer({
    minimum: 1,
    default: 1,
    words: 'how many sums are made of each channel before they are mixed',
  }),
  ...outputOptions,
}

type Options = FilledOptions<typeof table>

/** Options of `new SeparableConvolution`. */
export type SeparableConvolutionOptions = GivenOptions<typeof table> & WeightSource

function kernelShapes(
  inputs: Shape,
  { filters, kernelSize, depthMultiplier }: Options,
): { depthwise: Shape; pointwise: Shape } {
  const { channels, lengths } = spatialShape('SeparableConvolution', inputs)
  const sizes = sizesAlong('SeparableConvolution', 'kernelSize', kernelSize, lengths)
  const between = channels * depthMultiplier
  return {
    depthwise: [between, 1, ...sizes],
    pointwise: [filters, between, ...sizes.map(() => 1)],
  }
}

/** A convolution of each channel, then a mixture of the channels: [n, channels, ...sizes] → [n, filters, ...counts]. */
export class SeparableConvolution extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'separableConvolution',
    summary:
      'A convolution of each channel by itself, then one that mixes the channels of each place.',
    formula: 'activation(pointwiseKernel ∗ (depthwiseKernel ∗ x) + bias)',
    paper: {
      authors: 'Chollet',
      year: 2017,
      title: 'Xception: deep learning with depthwise separable convolutions',
    },
    cost: '(places of the window + filters) × channels × depthMultiplier multiplications for each place of the outputs',
    when: 'In place of a convolution with many channels, with fewer weights and multiplications.',
    notes:
      'No activation stands between the two. The kernels are [channels · depthMultiplier, 1, ...kernelSize] and [filters, channels · depthMultiplier, 1, …].',
    aliases: ['separableConv1d', 'separableConv2d', 'separableConv'],
    options: table,
    short: 'filters',
    example: {
      options: { filters: 1, kernelSize: 2, kernelInitializer: ones },
      inputs: [
        [
          [1, 2, 4],
          [10, 20, 40],
        ],
      ],
      value: [[[33, 66]]],
    },
    plan: (options) => ({
      outputShape(inputs) {
        const window = { ...options, size: options.kernelSize }
        return [options.filters, ...windowCounts('SeparableConvolution', inputs, window)]
      },
      parameters(inputs) {
        const { depthwise, pointwise } = kernelShapes(inputs, options)
        return product(depthwise) + product(pointwise) + (options.useBias ? options.filters : 0)
      },
      build: (inputs, rng, { dtype = 'float32' } = {}) =>
        new SeparableConvolution(inputs, { ...options, rng, dtype }),
    }),
  })

  /** [channels · depthMultiplier, 1, ...kernelSize]. */
  readonly depthwiseKernel: Variable
  /** [filters, channels · depthMultiplier, 1, …]. */
  readonly pointwiseKernel: Variable
  /** [filters]; null without a bias. */
  readonly bias: Variable | null
  readonly #channels: number
  readonly #options: Options

  /** `inputs`: the shape of one example, [channels, ...sizes]. Throws a ShapeError for options that do not fit it. */
  constructor(inputs: Shape, { rng, dtype = 'float32', ...given }: SeparableConvolutionOptions) {
    super()
    const source = { rng, dtype }
    checkSource('SeparableConvolution', source)
    const options = readOptions('SeparableConvolution', table, given)
    const { depthwise, pointwise } = kernelShapes(inputs, options)
    this.#channels = inputs[0] ?? 0
    const kernelOf = (name: string, shape: Shape, groups: number): Variable =>
      drawKernel(options.kernelInitializer, source, shape, convolutionFans(shape, groups), name)
    this.depthwiseKernel = kernelOf('depthwiseKernel', depthwise, this.#channels)
    this.pointwiseKernel = kernelOf('pointwiseKernel', pointwise, 1)
    this.bias = drawBias(options, source, options.filters)
    this.#options = options
  }

  /** Throws a ShapeError for other channels or axes than the layer was made for, a DTypeError for another dtype. */
  override call(x: Tensor): Tensor {
    checkTensors('SeparableConvolution', { x })
    const { stride, padding, dilation, activation } = this.#options
    checkChannels('SeparableConvolution', x, this.#channels, this.depthwiseKernel.shape.length - 2)
    checkDType('SeparableConvolution', x, this.depthwiseKernel)
    const window = { stride, padding, dilation, groups: this.#channels }
    const sums = convolution(x, this.depthwiseKernel, window)
    return activation(addBias(convolution(sums, this.pointwiseKernel), this.bias))
  }
}
