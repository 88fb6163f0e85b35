import { matmul, type Rng, ShapeError, type Tensor, Variable } from '@sobolev/core'
import { type Activation, linear } from './activations.ts'
import type { FloatDType } from './float-dtype.ts'
import { glorotUniform, type Initializer, initializers } from './initializers.ts'
import { Module } from './module.ts'

export interface DenseOptions {
  /** Draws the kernel, from its child `kernel`, and the bias, from its child `bias`. */
  readonly rng: Rng
  /** `linear` unless given. */
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

  constructor(
    inputs: number,
    units: number,
    {
      rng,
      activation = linear,
      useBias = true,
      kernelInitializer = glorotUniform,
      biasInitializer = initializers.zeros,
      dtype = 'float32',
    }: DenseOptions,
  ) {
    super()
    this.kernel = new Variable(kernelInitializer(rng.split('kernel'), [inputs, units], dtype), {
      name: 'kernel',
    })
    this.bias = useBias
      ? new Variable(biasInitializer(rng.split('bias'), [units], dtype), { name: 'bias' })
      : null
    this.activation = activation
  }

  /** Throws a ShapeError unless the last length of `x` is the number of inputs. */
  override call(x: Tensor): Tensor {
    const [inputs] = this.kernel.shape
    if (x.shape.at(-1) !== inputs)
      throw new ShapeError(`Dense: last length must be ${inputs}, got [${x.shape.join(', ')}]`)
    const product = matmul(x, this.kernel)
    return this.activation(this.bias ? product.add(this.bias) : product)
  }
}
