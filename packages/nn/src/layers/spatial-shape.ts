import { describeValue, type Shape, ShapeError, type Tensor } from '@sobolev/core'

/** A size along each spatial axis, or one for all of them. */
export type Sizes = number | readonly number[]

/** A window that moves over the spatial axes of its inputs. */
export interface WindowSizes {
  readonly size: Sizes
  readonly stride: Sizes
  readonly padding: 'valid' | 'same'
  readonly dilation?: Sizes
}

/** The parts of the shape of one example, [channels, ...lengths]. Throws a ShapeError without spatial axes. */
export function spatialShape(layer: string, inputs: Shape): { channels: number; lengths: Shape } {
  const [channels, ...lengths] = inputs
  if (channels === undefined || lengths.length === 0)
    throw new ShapeError(
      `${layer}: inputs must be [n, channels, ...sizes], with a size for each spatial axis, got [${['n', ...inputs].join(', ')}]`,
    )
  return { channels, lengths }
}

/** One number for each of `lengths`. Throws a ShapeError for a list of another length. */
export function sizesAlong(layer: string, name: string, sizes: Sizes, lengths: Shape): Shape {
  if (typeof sizes === 'number') return lengths.map(() => sizes)
  if (sizes.length === lengths.length) return sizes
  throw new ShapeError(
    `${layer}: ${name} must be a number or a list with one for each of the ${lengths.length} spatial axes of the inputs [n, channels, ${lengths.join(', ')}], got ${describeValue(sizes)}`,
  )
}

/** How many windows there are along each spatial axis. Throws a ShapeError where a window does not fit. */
export function windowCounts(layer: string, inputs: Shape, window: WindowSizes): Shape {
  const { lengths } = spatialShape(layer, inputs)
  const sizes = sizesAlong(layer, 'the size of the window', window.size, lengths)
  const strides = sizesAlong(layer, 'stride', window.stride, lengths)
  const dilations = sizesAlong(layer, 'dilation', window.dilation ?? 1, lengths)
  const spans = sizes.map((size, axis) => (size - 1) * (dilations[axis] ?? 1) + 1)
  const isSame = window.padding === 'same'
  if (lengths.some((length, axis) => length < (isSame ? 1 : (spans[axis] ?? 1))))
    throw new ShapeError(
      `${layer}: each window must fit into the inputs, got windows that reach over [${spans.join(', ')}] and inputs [n, ${inputs.join(', ')}]${isSame ? '' : '; padding "same" puts zeros around'}`,
    )
  return lengths.map((length, axis) => {
    const stride = strides[axis] ?? 1
    return isSame
      ? Math.ceil(length / stride)
      : Math.floor((length - (spans[axis] ?? 1)) / stride) + 1
  })
}

/** Throws a ShapeError unless `x` has these channels and as many spatial axes. */
export function checkChannels(layer: string, x: Tensor, channels: number, axes: number): void {
  if (x.rank === axes + 2 && x.shape[1] === channels) return
  const sizes = Array.from({ length: axes }, () => 'size')
  throw new ShapeError(
    `${layer}: inputs must be [n, ${[channels, ...sizes].join(', ')}], as it was made for, got [${x.shape.join(', ')}]`,
  )
}
