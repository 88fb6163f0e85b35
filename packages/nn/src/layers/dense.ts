import {
  checkOptions,
  DTypeError,
  describeValue,
  matmul,
  type OptionKinds,
  Rng,
  type Shape,
  ShapeError,
  type Tensor,
  Variable,
} from '@sobolev/core'
import type { ActivationFunction } from '../activations/activation-function.ts'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { type GivenOptions, option } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { meets, requirementOf } from '../catalogue/requirement.ts'
import { checkTensors } from '../check-tensors.ts'
import type { FloatDType } from '../float-dtype.ts'
import { ones } from '../initializers/ones.ts'
import { affineBounds, type Bounds } from '../modules/bounds.ts'
import { layerBounds } from '../modules/layer-bounds.ts'
import type { MaskRule } from '../modules/mask-rule.ts'
import type { Mode } from '../modules/mode.ts'
import { Module } from '../modules/module.ts'
import {
  activationOption,
  biasInitializerOption,
  kernelInitializerOption,
} from './weight-options.ts'

const table = {
  units: option.integer({ minimum: 1, words: 'how many outputs it has' }),
  activation: activationOption,
  useBias: option.flag({ default: true, words: 'whether a number is added to each output' }),
  kernelInitializer: kernelInitializerOption,
  biasInitializer: biasInitializerOption,
  parametrization: option.choice({
    values: ['standard', 'ntk'],
    default: 'standard',
    words:
      'what is trained: the kernel, or with ntk √inputs times it, so that a step of adam changes outputs by as much at any width (Jacot, Gabriel & Hongler 2018)',
  }),
}

/** Options of `new Dense`, beside the number of inputs and units. */
export interface DenseOptions extends Omit<GivenOptions<typeof table>, 'units'> {
  /** Draws the kernel, from its child `kernel`, and the bias, from its child `bias`. */
  readonly rng: Rng
  /**
   * Of kernel and bias, and so of the inputs.
   *
   * @default 'float32'
   */
  readonly dtype?: FloatDType
}

const kinds: OptionKinds<DenseOptions> = {
  rng: 'any',
  activation: 'any',
  useBias: 'any',
  kernelInitializer: 'any',
  biasInitializer: 'any',
  parametrization: 'any',
  dtype: ['float32', 'float64'],
}

function checkSize(name: string, size: number, fits: boolean, requirement: string): void {
  if (!fits)
    throw new TypeError(
      `Dense: ${name} must be ${requirement}, got ${describeValue(size)}; new Dense(inputs, units, { rng })`,
    )
}

function featuresOf(inputs: Shape): number {
  const features = inputs.at(-1)
  if (features === undefined)
    throw new ShapeError('Dense: inputs must be [n, ..., features], got [n]')
  return features
}

/** A fully connected layer: [..., inputs] with any leading axes → [..., units]. */
export class Dense extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'dense',
    summary: 'A fully connected layer: each output is a weighted sum of all inputs.',
    formula: 'activation(x · kernel + bias)',
    paper: {
      authors: 'Rumelhart, Hinton & Williams',
      year: 1986,
      title: 'Learning representations by back-propagating errors',
      place: 'equations 1 and 2',
    },
    cost: 'inputs × units multiplications for each example, thrice that with the derivatives',
    when: 'Inputs that have no order or neighbourhood, such as the columns of a table.',
    notes:
      'Takes [n, ..., inputs] and gives [n, ..., units]; the kernel is [inputs, units]. With ntk it computes activation(x · kernel / √inputs + bias), begins as with standard, and wants a larger learning rate, about √inputs times, and a decay of weights that is smaller by as much.',
    aliases: ['linear', 'fc', 'fullyConnected', 'layer'],
    options: table,
    short: 'units',
    example: {
      options: { units: 2, kernelInitializer: ones },
      inputs: [[1, 2]],
      value: [[3, 3]],
    },
    plan: ({ units, ...options }) => ({
      outputShape(inputs) {
        featuresOf(inputs)
        return [...inputs.slice(0, -1), units]
      },
      parameters: (inputs) => (featuresOf(inputs) + (options.useBias ? 1 : 0)) * units,
      build: (inputs, rng, { dtype = 'float32' } = {}) =>
        new Dense(featuresOf(inputs), units, { ...options, rng, dtype }),
    }),
  })

  /** [inputs, units]. */
  readonly kernel: Variable
  /** [units]; null without a bias. */
  readonly bias: Variable | null
  /** What is done to the outputs. */
  readonly activation: ActivationFunction
  /** What the product with the kernel is multiplied with: 1, or 1 / √inputs. */
  readonly factor: number

  constructor(inputs: number, units: number, options: DenseOptions) {
    super()
    const isLength = Number.isInteger(inputs) && inputs >= 0
    checkSize('inputs', inputs, isLength, 'a whole number from 0')
    checkSize('units', units, meets(table.units, units), requirementOf(table.units))
    const { rng, dtype = 'float32', ...given } = checkOptions('Dense', options ?? {}, kinds)
    if (!(rng instanceof Rng))
      throw new TypeError(
        `Dense: needs a source of random numbers for its weights, new Dense(${inputs}, ${units}, { rng: new Rng(0).split('hidden') }), got ${describeValue(rng)} for rng`,
      )
    const { activation, useBias, kernelInitializer, biasInitializer, parametrization } =
      readOptions('Dense', table, { ...given, units })
    const fans = { fanIn: inputs, fanOut: units, unitsAxis: 1 }
    const drawn = kernelInitializer(rng.split('kernel'), [inputs, units], { dtype, fans })
    const isScaled = parametrization === 'ntk' && inputs > 0
    this.factor = isScaled ? 1 / Math.sqrt(inputs) : 1
    const kernel = isScaled ? drawn.mul(Math.sqrt(inputs)) : drawn
    this.kernel = new Variable(kernel, { name: 'kernel', role: 'kernel', unitsAxis: 1 })
    this.bias = useBias
      ? new Variable(biasInitializer(rng.split('bias'), [units], { dtype }), {
          name: 'bias',
          role: 'bias',
        })
      : null
    this.activation = activation
  }

  override get maskRule(): MaskRule {
    return 'kept'
  }

  /** Throws a ShapeError unless the last length of `x` is the number of inputs, a DTypeError for another dtype than the kernel's. */
  override call(x: Tensor): Tensor {
    checkTensors('Dense', { x })
    const [inputs] = this.kernel.shape
    if (x.shape.at(-1) !== inputs)
      throw new ShapeError(`Dense: last length must be ${inputs}, got [${x.shape.join(', ')}]`)
    if (x.dtype !== this.kernel.dtype)
      throw new DTypeError(
        `Dense: x must be ${this.kernel.dtype}, as the kernel is, got ${x.dtype}; x.cast("${this.kernel.dtype}") converts, new Dense(inputs, units, { rng, dtype }) makes another kernel`,
      )
    return this.activation(this.sums(x))
  }

  /** What the activation is given. */
  sums(x: Tensor): Tensor {
    const product = matmul(x, this.kernel)
    const scaled = this.factor === 1 ? product : product.mul(this.factor)
    return this.bias ? scaled.add(this.bias) : scaled
  }

  override boundsOf(inputs: Bounds, mode: Mode): Bounds {
    const sums = affineBounds((x) => this.sums(x), inputs, this.kernel, this.bias)
    return layerBounds(this.activation, sums, mode)
  }
}
