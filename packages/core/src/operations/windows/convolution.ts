import { ShapeError } from '../../errors/errors.ts'
import { checkOptions, type OptionKinds } from '../../errors/options.ts'
import { type TensorLike, toFloat, toPair } from '../../tensor/convert.ts'
import { type Shape, showShape, sizeOf } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { reshape } from '../layout/reshape.ts'
import { slice } from '../layout/slice-pad.ts'
import { matmul } from '../products/matmul.ts'
import {
  checkImages,
  type PerAxis,
  padded,
  paddingOf,
  padSpatial,
  perAxis,
  type WindowOptions,
  windowKinds,
  windowsOf,
} from './spatial.ts'
import { checkFit, overlapAdd, spanOf, windows } from './windows.ts'

/** Options of `convolution`. */
export interface ConvolutionOptions extends WindowOptions {
  /** The number of groups into which the channels are divided, each convolved by itself. */
  readonly groups?: number
}

/** Options of `convolutionTransposed`. */
export interface ConvolutionTransposedOptions extends ConvolutionOptions {
  /** Places at the end that no window reaches; fewer than the stride. */
  readonly outputPadding?: PerAxis
}

const convolutionKinds: OptionKinds<ConvolutionOptions> = { ...windowKinds, groups: 'any' }

/** The checked operands: images, and the kernel as a matrix for each group, [groups, O / groups, C / groups · sizes]. */
function operands(
  operation: string,
  [x, k]: readonly [Tensor, Tensor],
  groups: number,
  transposed: boolean,
): { images: Tensor; matrices: Tensor; sizes: Shape; channels: number } {
  const images = toFloat(operation, x)
  const kernel = toFloat(operation, k)
  checkImages(operation, images)
  if (kernel.rank !== images.rank)
    throw new ShapeError(
      `${operation}: the kernel must have as many axes as x, [outputs, channels / groups, ...sizes], got ${showShape(kernel.shape)} for ${showShape(images.shape)}`,
    )
  const [outputs = 0, perGroup = 0, ...sizes] = kernel.shape
  const channels = images.shape[1] ?? 0
  if (!Number.isSafeInteger(groups) || groups < 1 || outputs % groups !== 0)
    throw new ShapeError(
      `${operation}: groups must be a whole number that divides ${outputs}, the kernel's first axis, got ${groups}`,
    )
  const needed = transposed ? outputs : perGroup * groups
  if (channels !== needed)
    throw new ShapeError(
      `${operation}: x must have ${needed} channels for a kernel ${showShape(kernel.shape)} and ${groups} groups, got ${showShape(images.shape)}`,
    )
  const matrices = reshape(kernel, [groups, outputs / groups, perGroup * sizeOf(sizes)])
  return { images, matrices, sizes, channels: transposed ? perGroup * groups : outputs }
}

/**
 * The convolution of `x` [N, C, ...spatial] with `kernel` [O, C / groups, ...sizes], in the sense of neural networks:
 * the kernel is not flipped. Returns [N, O, ...counts], with one, two, three or more spatial axes.
 *
 * Floats of one dtype. Defaults: `stride`, `dilation` and `groups` 1, `padding` "valid". Each sum runs over channels,
 * then over the positions in the window, in the order of `matmul`. Throws a ShapeError for shapes, groups or windows
 * that do not fit.
 *
 * @see tf.nn.conv2d, jax.lax.conv_general_dilated, torch.nn.functional.conv2d
 */
export function convolution(
  x: TensorLike,
  kernel: TensorLike,
  options: ConvolutionOptions = {},
): Tensor {
  const name = 'convolution'
  const { groups = 1, padding = 'valid' } = checkOptions(name, options, convolutionKinds)
  const pair = toPair(name, x, kernel)
  const { images, matrices, sizes, channels } = operands(name, pair, groups, false)
  const [examples = 0, , ...spatial] = images.shape
  const along = windowsOf(name, sizes, options)
  const around = paddingOf(name, padding, spatial, along)
  checkFit(name, padded(spatial, around), along)
  const seen = windows(padSpatial(images, around), along)
  const counts = seen.shape.slice(2 + sizes.length)
  const columns = reshape(seen, [examples, groups, matrices.shape[2] ?? 0, sizeOf(counts)])
  return reshape(matmul(matrices, columns), [examples, channels, ...counts])
}

/**
 * The adjoint of `convolution` by its input: `x` [N, O, ...counts] with `kernel` [O, C / groups, ...sizes]
 * gives [N, C, ...spatial], each element of `x` adding its multiple of the kernel.
 *
 * Lengths are (count − 1) · stride + (size − 1) · dilation + 1 + outputPadding, less the padding, as in
 * PyTorch; with "same" padding, count · stride, as in TensorFlow. Floats of one dtype. Throws a ShapeError
 * for what does not fit.
 */
export function convolutionTransposed(
  x: TensorLike,
  kernel: TensorLike,
  options: ConvolutionTransposedOptions = {},
): Tensor {
  const name = 'convolutionTransposed'
  const {
    groups = 1,
    padding = 'valid',
    outputPadding = 0,
  } = checkOptions(name, options, { ...convolutionKinds, outputPadding: 'any' })
  const pair = toPair(name, x, kernel)
  const { images, matrices, sizes, channels } = operands(name, pair, groups, true)
  const [examples = 0, outputs = 0, ...counts] = images.shape
  const along = windowsOf(name, sizes, options)
  const same = counts.map((count, axis) => count * (along[axis]?.stride ?? 1))
  const around = paddingOf(name, padding, same, along)
  const extra = perAxis(name, 'outputPadding', outputPadding, sizes.length)
  const lengths = along.map((window, axis) => {
    const [count = 0, outputPad = 0] = [counts[axis], extra[axis]]
    if (!Number.isSafeInteger(outputPad) || outputPad < 0 || outputPad >= window.stride)
      throw new ShapeError(
        `${name}: outputPadding must be a whole number from 0 and less than the stride ${window.stride}, got ${outputPad}`,
      )
    if (count === 0)
      throw new ShapeError(
        `${name}: spatial axes must not be empty, got ${showShape(images.shape)}`,
      )
    const reach = (count - 1) * window.stride + spanOf(window) + outputPad
    if (padding !== 'same') return reach
    const [before = 0, after = 0] = around[axis] ?? []
    return (same[axis] ?? 0) + before + after
  })
  for (const [axis, [before, after]] of around.entries())
    if (before + after >= (lengths[axis] ?? 0))
      throw new ShapeError(
        `${name}: padding must leave an element of ${lengths[axis]}, got ${before} and ${after} along spatial axis ${axis}`,
      )
  const rows = reshape(images, [examples, groups, outputs / groups, sizeOf(counts)])
  const columns = matmul(matrices, rows, { transposeA: true })
  const block = reshape(columns, [examples, channels, ...sizes, ...counts])
  const whole = overlapAdd(block, along, lengths)
  if (around.flat().every((n) => n === 0)) return whole
  return slice(whole, [
    null,
    null,
    ...around.map(([before, after], axis) => ({
      start: before,
      stop: (lengths[axis] ?? 0) - after,
    })),
  ])
}
