import {
  checkOptions,
  DTypeError,
  describeValue,
  matmul,
  type OptionKinds,
  Rng,
  ShapeError,
  type Tensor,
  Variable,
} from '@sobolev/core'
import type { Activation } from '../activations/activation.ts'
import { identity } from '../activations/identity.ts'
import { checkTensors } from '../check-tensors.ts'
import type { FloatDType } from '../float-dtype.ts'
import { glorotUniform } from '../initializers/glorot-uniform.ts'
import type { Initializer } from '../initializers/initializer.ts'
import { zeros } from '../initializers/zeros.ts'
import { Module } from '../modules/module.ts'

export interface DenseOptions {
  /** Draws the kernel, from its child `kernel`, and the bias, from its child `bias`. */
  readonly rng: Rng
  /** `identity` unless given. */
  readonly activation?: Activation
  /** True unless said otherwise. */
  readonly useBias?: boolean
  /** `glorotUniform` unless given. */
  readonly kernelInitializer?: Initializer
  /** Zeros unless given. */
  readonly biasInitializer?: Initializer
  /** Of kernel and bias, and so of the inputs; float32 unless given. */
  readonly dtype?: FloatDType
}

const kinds: OptionKinds<DenseOptions> = {
  rng: 'any',
  activation: 'any',
  useBias: 'boolean',
  kernelInitializer: 'any',
  biasInitializer: 'any',
  dtype: ['float32', 'float64'],
}

function checkSize(name: string, size: number): void {
  if (!(Number.isInteger(size) && size >= 0))
    throw new TypeError(
      `Dense: ${name} must be a whole number from 0, got ${describeValue(size)}; new Dense(inputs, units, { rng })`,
    )
}

/** Configs take names, the library takes functions, which JavaScript may mix up. */
function checkFunction(name: string, given: unknown, example: string): void {
  if (typeof given !== 'function')
    throw new TypeError(
      `Dense: ${name} must be a function such as ${example}, got ${describeValue(given)}`,
    )
}

/**
 * A fully connected layer: activation(x · kernel + bias).
 *
 * Takes [..., inputs] with any leading axes and gives [..., units].
 */
export class Dense extends Module {
  /** [inputs, units]. */
  readonly kernel: Variable
  /** [units]; null without a bias. */
  readonly bias: Variable | null
  readonly activation: Activation

  constructor(inputs: number, units: number, options: DenseOptions) {
    super()
    checkSize('inputs', inputs)
    checkSize('units', units)
    const {
      rng,
      activation = identity,
      useBias = true,
      kernelInitializer = glorotUniform,
      biasInitializer = zeros,
      dtype = 'float32',
    } = checkOptions('Dense', options ?? {}, kinds)
    if (!(rng instanceof Rng))
      throw new TypeError(
        `Dense: needs a source of random numbers for its weights, new Dense(${inputs}, ${units}, { rng: new Rng(0).split('hidden') }), got ${describeValue(rng)} for rng`,
      )
    checkFunction('activation', activation, 'relu')
    checkFunction('kernelInitializer', kernelInitializer, 'heNormal')
    checkFunction('biasInitializer', biasInitializer, 'zeros')
    const fans = { fanIn: inputs, fanOut: units, unitsAxis: 1 }
    const kernel = kernelInitializer(rng.split('kernel'), [inputs, units], dtype, fans)
    this.kernel = new Variable(kernel, { name: 'kernel', role: 'kernel' })
    this.bias = useBias
      ? new Variable(biasInitializer(rng.split('bias'), [units], dtype), {
          name: 'bias',
          role: 'bias',
        })
      : null
    this.activation = activation
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
    const product = matmul(x, this.kernel)
    return this.activation(this.bias ? product.add(this.bias) : product)
  }
}
