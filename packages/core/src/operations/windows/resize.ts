import { ShapeError } from '../../errors/errors.ts'
import { checkOptions } from '../../errors/options.ts'
import { type TensorLike, toFloat } from '../../tensor/convert.ts'
import { allocate } from '../../tensor/dtype.ts'
import { checkArray, type Shape, showShape } from '../../tensor/shape.ts'
import { Tensor } from '../../tensor/tensor.ts'
import { add, mul } from '../elementwise/arithmetic.ts'
import { gather } from '../index/gather.ts'
import { checkImages } from './spatial.ts'

/** Options of `resize`. */
export interface ResizeOptions {
  /** `linear` between the two nearest along each axis (bilinear, trilinear), or the `nearest` alone. */
  readonly method?: 'linear' | 'nearest'
}

/**
 * `x` [N, C, ...spatial] in other spatial lengths: [N, C, ...lengths].
 *
 * Floats. Elements stand at the centres of pixels, (i + ½) · length / new length − ½, and beyond the
 * outermost centres the outermost element goes on: PyTorch's `interpolate` with `align_corners=False`,
 * and its `nearest-exact`. Throws a ShapeError for lengths below 1.
 *
 * @see tf.image.resize, jax.image.resize, torch.nn.functional.interpolate
 */
export function resize(x: TensorLike, lengths: Shape, options: ResizeOptions = {}): Tensor {
  const { method = 'linear' } = checkOptions('resize', options, { method: 'any' })
  const images = toFloat('resize', x)
  checkImages('resize', images)
  if (method !== 'linear' && method !== 'nearest')
    throw new RangeError(`resize: the method must be "linear" or "nearest", got ${String(method)}`)
  const spatial = images.shape.slice(2)
  checkArray('resize', 'the lengths', lengths)
  if (
    lengths.length !== spatial.length ||
    !lengths.every((length) => Number.isSafeInteger(length) && length >= 1) ||
    spatial.includes(0)
  )
    throw new ShapeError(
      `resize: needs a length from 1 for each of the ${spatial.length} spatial axes, none of them empty, got ${showShape(lengths)} for ${showShape(images.shape)}`,
    )
  return lengths.reduce(
    (image, length, axis) =>
      length === spatial[axis]
        ? image
        : (method === 'linear' ? linear : nearest)(image, axis + 2, length),
    images,
  )
}

/** The centre of each new element, counted in old ones from 0. */
const centres = (old: number, length: number): number[] =>
  Array.from({ length }, (_, i) => ((i + 0.5) * old) / length - 0.5)

function nearest(x: Tensor, axis: number, length: number): Tensor {
  const old = x.shape[axis] ?? 1
  const picks = centres(old, length).map((at) => Math.min(old - 1, Math.floor(at + 0.5)))
  return gather(x, picks, axis)
}

function linear(x: Tensor, axis: number, length: number): Tensor {
  const old = x.shape[axis] ?? 1
  const places = centres(old, length).map((at) => Math.min(old - 1, Math.max(0, at)))
  const left = places.map(Math.floor)
  const right = left.map((at) => Math.min(old - 1, at + 1))
  const shape = x.shape.slice(axis).map((_, at) => (at === 0 ? length : 1))
  const weight = (of: (place: number, left: number) => number): Tensor => {
    const data = allocate(x.dtype, length)
    for (const [i, place] of places.entries()) data[i] = of(place, left[i] ?? 0)
    return new Tensor(shape, x.dtype, data)
  }
  const first = mul(
    gather(x, left, axis),
    weight((place, at) => 1 - (place - at)),
  )
  const second = mul(
    gather(x, right, axis),
    weight((place, at) => place - at),
  )
  return add(first, second)
}
