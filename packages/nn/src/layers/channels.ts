import {
  DTypeError,
  describeValue,
  full,
  type Shape,
  ShapeError,
  type Tensor,
  Variable,
} from '@sobolev/core'
import {
  type FilledOptions,
  type GivenOptions,
  type OptionTable,
  option,
} from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import type { FloatDType } from '../float-dtype.ts'

/** Which axis of inputs a layer has numbers for: axis 1 of [n, channels, ...], or the last of [n, ..., features]. */
export type ChannelAxis = 'channels' | 'features'

/** The options of layers that scale and shift what they have normalised. */
export const scaleOptions = {
  useScale: option.flag({ default: true, words: 'whether it learns a factor for each' }),
  useBias: option.flag({ default: true, words: 'whether it learns an addend for each' }),
}

/** Options of a layer with numbers for each channel, beside how many there are. */
export type ChannelOptions<T extends OptionTable> = GivenOptions<T> & {
  /**
   * Of its numbers, and so of the inputs.
   *
   * @default 'float32'
   */
  readonly dtype?: FloatDType
}

/** The options of such a layer with defaults filled in. Throws as `readOptions`, and for a size or dtype that is none. */
export function readChannelOptions<T extends OptionTable>(
  layer: string,
  table: T,
  size: number,
  { dtype = 'float32', ...given }: { readonly dtype?: FloatDType },
): FilledOptions<T> & { readonly dtype: FloatDType } {
  if (!Number.isInteger(size) || size < 1)
    throw new TypeError(
      `${layer}: the number of channels must be a whole number from 1, got ${describeValue(size)}`,
    )
  if (dtype !== 'float32' && dtype !== 'float64')
    throw new DTypeError(
      `${layer}: dtype must be "float32" or "float64", got ${describeValue(dtype)}`,
    )
  return { ...readOptions(layer, table, given), dtype }
}

/** A learnt factor for each of `size` channels, the same at first. */
export const makeScale = (size: number, dtype: FloatDType, initial = 1): Variable =>
  new Variable(full([size], initial, { dtype }), { name: 'scale', role: 'scale' })

/** A learnt addend for each of `size` channels, 0 at first. */
export const makeBias = (size: number, dtype: FloatDType): Variable =>
  new Variable(full([size], 0, { dtype }), { name: 'bias', role: 'bias' })

/** x · scale + bias, without what is null. */
export function scaleAndShift(
  x: Tensor,
  axis: ChannelAxis,
  { scale, bias }: { readonly scale: Variable | null; readonly bias: Variable | null },
): Tensor {
  const scaled = scale ? x.mul(alongAxis(scale.value, x, axis)) : x
  return bias ? scaled.add(alongAxis(bias.value, x, axis)) : scaled
}

/** A vector in a shape that broadcasts along one axis of `x`. */
export function alongAxis(vector: Tensor, x: Tensor, axis: ChannelAxis): Tensor {
  if (axis === 'features' || x.rank <= 2) return vector
  return vector.reshape([vector.size, ...x.shape.slice(2).map(() => 1)])
}

/** How many channels an example has. Throws a ShapeError for an example without axes. */
export function channelsOf(layer: string, example: Shape, axis: ChannelAxis): number {
  const size = axis === 'channels' ? example[0] : example.at(-1)
  if (size !== undefined) return size
  const needed = axis === 'channels' ? '[n, channels, ...]' : '[n, ..., features]'
  throw new ShapeError(`${layer}: inputs must be ${needed}, got [n]`)
}

/** Throws a ShapeError unless `x` has `size` channels, or any with `takesAnySize`; a DTypeError for another dtype than the layer's. */
export function checkChannels(
  layer: string,
  x: Tensor,
  axis: ChannelAxis,
  { size, dtype }: { readonly size: number; readonly dtype: string },
  takesAnySize = false,
): void {
  const found = x.rank < 2 ? undefined : x.shape.at(axis === 'channels' ? 1 : -1)
  if (found !== size && !takesAnySize) {
    const needed = axis === 'channels' ? `[n, ${size}, ...]` : `[n, ..., ${size}]`
    throw new ShapeError(`${layer}: x must be ${needed}, got [${x.shape.join(', ')}]`)
  }
  if (x.dtype !== dtype)
    throw new DTypeError(
      `${layer}: x must be ${dtype}, as its numbers are, got ${x.dtype}; x.cast("${dtype}") converts`,
    )
}
