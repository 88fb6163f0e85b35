import {
  convolutionTransposed,
  type Shape,
  ShapeError,
  type Tensor,
  type Variable,
} from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import type { FilledOptions, GivenOptions } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { checkTensors } from '../check-tensors.ts'
import type { Fans } from '../initializers/fans.ts'
import { ones } from '../initializers/ones.ts'
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
import { checkChannels, sizesAlong, spatialShape } from './spatial-shape.ts'
import { checkSource, type WeightSource } from './weight-source.ts'

type Options = FilledOptions<typeof groupedOptions>

const NAME = 'ConvolutionTransposed'

/** Options of `new ConvolutionTransposed`. */
export type ConvolutionTransposedLayerOptions = GivenOptions<typeof groupedOptions> & WeightSource

function kernelShape(inputs: Shape, { filters, kernelSize, groups }: Options): Shape {
  const { channels, lengths } = spatialShape(NAME, inputs)
  checkGroups(NAME, inputs, filters, groups)
  return [channels, filters / groups, ...sizesAlong(NAME, 'kernelSize', kernelSize, lengths)]
}

/** With a stride of s along an axis, one place of the kernel in s reaches an output. */
function fansOfTransposed(shape: Shape, inputs: Shape, { groups, stride }: Options): Fans {
  const [channels = 0, filters = 0, ...sizes] = shape
  const strides = sizesAlong(NAME, 'stride', stride, inputs.slice(1))
  const places = product(sizes)
  return {
    fanIn: ((channels / groups) * places) / product(strides),
    fanOut: filters * places,
    unitsAxis: 1,
  }
}

function outputLengths(inputs: Shape, options: Options): Shape {
  const { lengths } = spatialShape(NAME, inputs)
  const sizes = sizesAlong(NAME, 'kernelSize', options.kernelSize, lengths)
  const strides = sizesAlong(NAME, 'stride', options.stride, lengths)
  const dilations = sizesAlong(NAME, 'dilation', options.dilation, lengths)
  if (lengths.includes(0))
    throw new ShapeError(
      `${NAME}: spatial axes must not be empty, got inputs [n, ${inputs.join(', ')}]`,
    )
  return lengths.map((length, axis) => {
    const stride = strides[axis] ?? 1
    const span = ((sizes[axis] ?? 1) - 1) * (dilations[axis] ?? 1) + 1
    return options.padding === 'same' ? length * stride : (length - 1) * stride + span
  })
}

/** The adjoint of a convolution, which makes images larger: [n, channels, ...sizes] → [n, filters, ...larger sizes]. */
export class ConvolutionTransposed extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'convolutionTransposed',
    summary:
      'The adjoint of a convolution: each input adds its multiple of the kernel to a window of the outputs.',
    formula:
      'activation(y + bias), y[f, stride · i + dilation · p] = Σ over channels c, places i and p of kernel[c, f, p] · x[c, i]',
    paper: {
      authors: 'Zeiler, Krishnan, Taylor & Fergus',
      year: 2010,
      title: 'Deconvolutional networks',
    },
    cost: 'filters × channels / groups × places of the window multiplications for each place of the inputs',
    when: 'Decoders and generators, which make images larger. A kernel size that is a multiple of the stride avoids checkerboards, as upSample and a convolution do.',
    notes:
      'The kernel is [channels, filters / groups, ...kernelSize], as in PyTorch. Sizes become (size − 1) · stride + (kernelSize − 1) · dilation + 1, with padding "same" size · stride.',
    aliases: ['conv1dTranspose', 'conv2dTranspose', 'convTranspose2d', 'deconvolution', 'deconv'],
    options: groupedOptions,
    short: 'filters',
    example: {
      options: { filters: 1, kernelSize: 2, stride: 2, kernelInitializer: ones },
      inputs: [[[1, 2, 4]]],
      value: [[[1, 1, 2, 2, 4, 4]]],
    },
    plan: (options) => ({
      outputShape(inputs) {
        kernelShape(inputs, options)
        return [options.filters, ...outputLengths(inputs, options)]
      },
      parameters: (inputs) =>
        product(kernelShape(inputs, options)) + (options.useBias ? options.filters : 0),
      build: (inputs, rng, { dtype = 'float32' } = {}) =>
        new ConvolutionTransposed(inputs, { ...options, rng, dtype }),
    }),
  })

  /** [channels, filters / groups, ...kernelSize]. */
  readonly kernel: Variable
  /** [filters]; null without a bias. */
  readonly bias: Variable | null
  readonly #options: Options

  /** `inputs`: the shape of one example, [channels, ...sizes]. Throws a ShapeError for options that do not fit it. */
  constructor(
    inputs: Shape,
    { rng, dtype = 'float32', ...given }: ConvolutionTransposedLayerOptions,
  ) {
    super()
    const source = { rng, dtype }
    checkSource(NAME, source)
    const options = readOptions(NAME, groupedOptions, given)
    const shape = kernelShape(inputs, options)
    const fans = fansOfTransposed(shape, inputs, options)
    this.kernel = drawKernel(options.kernelInitializer, source, shape, fans)
    this.bias = drawBias(options, source, options.filters)
    this.#options = options
  }

  /** Throws a ShapeError for other channels or axes than the layer was made for, a DTypeError for another dtype. */
  override call(x: Tensor): Tensor {
    checkTensors(NAME, { x })
    const { stride, padding, dilation, groups, activation } = this.#options
    checkChannels(NAME, x, this.kernel.shape[0] ?? 0, this.kernel.shape.length - 2)
    checkDType(NAME, x, this.kernel)
    const sums = convolutionTransposed(x, this.kernel, { stride, padding, dilation, groups })
    return activation(addBias(sums, this.bias))
  }
}
