import { DTypeError, type Shape, ShapeError, type Tensor, Variable } from '@sobolev/core'
import { option } from '../catalogue/option.ts'
import type { Fans } from '../initializers/fans.ts'
import type { Initializer } from '../initializers/initializer.ts'
import {
  activationOption,
  biasInitializerOption,
  kernelInitializerOption,
} from './weight-options.ts'
import type { WeightSource } from './weight-source.ts'

/** The options of the window that all convolutions have. */
export const windowOptions = {
  kernelSize: option.sizes({ default: 3, words: 'the size of the window' }),
  stride: option.sizes({ default: 1, words: 'how far the window moves on' }),
  padding: option.choice({
    values: ['valid', 'same'],
    default: 'valid',
    words: 'whether windows stay inside, or zeros around the inputs give outputs everywhere',
  }),
  dilation: option.sizes({
    default: 1,
    words: 'how far apart the inputs of a window are',
  }),
}

/** The options of weights and activation that all convolutions have. */
export const outputOptions = {
  activation: activationOption,
  useBias: option.flag({ default: true, words: 'whether a number is added to each channel' }),
  kernelInitializer: kernelInitializerOption,
  biasInitializer: biasInitializerOption,
}

/** The options of the convolutions whose channels may be divided into groups. */
export const groupedOptions = {
  filters: option.integer({ minimum: 1, words: 'how many channels it gives' }),
  ...windowOptions,
  groups: option.integer({
    minimum: 1,
    default: 1,
    words: 'how many groups the channels are divided into, each convolved by itself',
  }),
  ...outputOptions,
}

/** Throws a ShapeError unless the groups divide the channels of the inputs [channels, ...sizes] and the filters. */
export function checkGroups(layer: string, inputs: Shape, filters: number, groups: number): void {
  if ((inputs[0] ?? 0) % groups !== 0 || filters % groups !== 0)
    throw new ShapeError(
      `${layer}: groups must divide the channels of the inputs and the filters, got ${groups} groups, inputs [n, ${inputs.join(', ')}] and ${filters} filters`,
    )
}

/** A kernel, drawn from the child of its name. */
export function drawKernel(
  initializer: Initializer,
  { rng, dtype = 'float32' }: WeightSource,
  shape: Shape,
  fans: Fans,
  name = 'kernel',
): Variable {
  const values = initializer(rng.split(name), shape, { dtype, fans })
  const { unitsAxis } = fans
  return new Variable(values, {
    name,
    role: 'kernel',
    ...(unitsAxis !== undefined && { unitsAxis }),
  })
}

/** A number for each channel, or null. */
export function drawBias(
  { useBias, biasInitializer }: { useBias: boolean; biasInitializer: Initializer },
  { rng, dtype = 'float32' }: WeightSource,
  channels: number,
): Variable | null {
  if (!useBias) return null
  const values = biasInitializer(rng.split('bias'), [channels], { dtype })
  return new Variable(values, { name: 'bias', role: 'bias' })
}

/** `x` [n, channels, ...sizes] with the bias of each channel. */
export function addBias(x: Tensor, bias: Variable | null): Tensor {
  if (bias === null) return x
  return x.add(bias.value.reshape([...bias.shape, ...x.shape.slice(2).map(() => 1)]))
}

/** Throws a DTypeError for inputs of another dtype than the kernel's. */
export function checkDType(layer: string, x: Tensor, kernel: Variable): void {
  if (x.dtype !== kernel.dtype)
    throw new DTypeError(
      `${layer}: x must be ${kernel.dtype}, as the kernel is, got ${x.dtype}; x.cast("${kernel.dtype}") converts`,
    )
}

/** The product of some lengths. */
export const product = (lengths: Shape): number =>
  lengths.reduce((total, length) => total * length, 1)
