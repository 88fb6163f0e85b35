import {
  checkOptions,
  DTypeError,
  describeValue,
  type OptionKinds,
  ShapeError,
  Tensor,
} from '@sobolev/core'
import { checkTensors } from '../check-tensors.ts'

/**
 * Pixels as a canvas has them, an `ImageData`: bytes row by row, red, green, blue and opacity of each. Of other sources
 * also one to three bytes a pixel: grey, grey and opacity, or red, green and blue.
 */
export interface Pixels {
  /** In pixels. */
  readonly width: number
  /** In pixels. */
  readonly height: number
  /** Red, green, blue and opacity of each pixel, 0 to 255, row by row. */
  readonly data: ArrayLike<number>
}

/** A canvas of a page, or an `OffscreenCanvas`, as far as its pixels are read. */
export interface PixelCanvas {
  /** In pixels. */
  readonly width: number
  /** In pixels. */
  readonly height: number
  /** The context that its pixels are read by. */
  getContext(
    kind: '2d',
  ): { getImageData(x: number, y: number, width: number, height: number): Pixels } | null
}

/** Options of `imageTensor`. */
export interface ImageTensorOptions {
  /**
   * `rgb`: three channels, what is transparent on black. `gray`: their brightness, 0.299 R + 0.587 G + 0.114 B. `rgba`:
   * the opacity too.
   *
   * @default 'rgb'
   */
  readonly channels?: 'rgb' | 'rgba' | 'gray'
}

const kinds: OptionKinds<ImageTensorOptions> = { channels: ['rgb', 'rgba', 'gray'] }

/**
 * Images as inputs of a model, [n, channels, height, width], float32 from 0 to 1: of an `ImageData`, a canvas, or a list of
 * them of one size. No page is needed: what decodes files to bytes in Node fits as well.
 *
 * ```ts
 * context.drawImage(image, 0, 0, 28, 28)
 * const scores = model.call(imageTensor(canvas, { channels: 'gray' })) // of [1, 1, 28, 28]
 * ```
 *
 * @throws TypeError for what has no pixels, ShapeError for images of several sizes, RangeError for pixels that are no bytes
 * @see tf.browser.fromPixels, torchvision.transforms.ToTensor
 */
export function imageTensor(
  images: Pixels | PixelCanvas | readonly (Pixels | PixelCanvas)[],
  options: ImageTensorOptions = {},
): Tensor {
  const { channels = 'rgb' } = checkOptions('imageTensor', options, kinds)
  const list: readonly (Pixels | PixelCanvas)[] = isList(images) ? images : [images]
  const sources = list.map(pixelsOf)
  const [first] = sources
  if (!first) throw new TypeError('imageTensor: must be given an image, got none')
  const { width, height } = first
  const count = { rgb: 3, rgba: 4, gray: 1 }[channels]
  const area = width * height
  const data = new Float32Array(sources.length * count * area)
  for (const [index, pixels] of sources.entries()) {
    if (pixels.width !== width || pixels.height !== height)
      throw new ShapeError(
        `imageTensor: images must have one size, got ${width}×${height} and ${pixels.width}×${pixels.height}; draw them on a canvas of one`,
      )
    fill(data.subarray(index * count * area, (index + 1) * count * area), pixels, channels)
  }
  return new Tensor([sources.length, count, height, width], 'float32', data)
}

const isList = <T>(images: T | readonly T[]): images is readonly T[] => Array.isArray(images)

function pixelsOf(image: Pixels | PixelCanvas): Pixels {
  const pixels =
    typeof image === 'object' && image !== null && 'getContext' in image
      ? image.getContext('2d')?.getImageData(0, 0, image.width, image.height)
      : image
  const { width = 0, height = 0, data } = Object(pixels)
  const perPixel = data?.length / (width * height)
  if (![width, height].every(Number.isInteger) || ![1, 2, 3, 4].includes(perPixel))
    throw new TypeError(
      `imageTensor: must be given an ImageData, a canvas of the kind "2d", or { width, height, data } with 1 to 4 bytes a pixel, got ${describeValue(image)}`,
    )
  // An ImageData of floats goes from 0 to 1, and would become nearly black.
  const other = isBytes(data) ? undefined : Array.from(data).find((value) => !isByte(value))
  if (other !== undefined || isFloats(data))
    throw new RangeError(
      `imageTensor: pixels must be bytes, whole numbers from 0 to 255, got ${other ?? Object.prototype.toString.call(data).slice(8, -1)}; tensor(numbers) takes others as they are`,
    )
  return { width, height, data }
}

const isBytes = (data: unknown): boolean =>
  data instanceof Uint8ClampedArray || data instanceof Uint8Array

/** Of 16 bits too, which not all engines have. */
const isFloats = (data: object): boolean =>
  /Float\d+Array/.test(Object.prototype.toString.call(data))

const isByte = (value: unknown): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255

function fill(
  to: Float32Array,
  { width, height, data }: Pixels,
  channels: 'rgb' | 'rgba' | 'gray',
): void {
  const area = width * height
  const perPixel = data.length / area
  const hasColours = perPixel >= 3
  const hasOpacity = perPixel % 2 === 0
  for (let pixel = 0; pixel < area; pixel++) {
    const begin = pixel * perPixel
    const opacity = hasOpacity ? (data[begin + perPixel - 1] ?? 255) / 255 : 1
    const shown = channels === 'rgba' ? 1 : opacity
    const red = ((data[begin] ?? 0) / 255) * shown
    const green = hasColours ? ((data[begin + 1] ?? 0) / 255) * shown : red
    const blue = hasColours ? ((data[begin + 2] ?? 0) / 255) * shown : red
    if (channels === 'gray') {
      to[pixel] = hasColours ? 0.299 * red + 0.587 * green + 0.114 * blue : red
      continue
    }
    to[pixel] = red
    to[area + pixel] = green
    to[2 * area + pixel] = blue
    if (channels === 'rgba') to[3 * area + pixel] = opacity
  }
}

/**
 * An image [channels, height, width] of one channel (grey), three or four, as the pixels of an `ImageData`: numbers from 0
 * to 1 become bytes, what is outside is cut off.
 *
 * ```ts
 * const { data, width, height } = imagePixels(output)
 * context.putImageData(new ImageData(data, width, height), 0, 0)
 * ```
 *
 * @throws ShapeError for another shape, DTypeError for int32
 * @see tf.browser.toPixels, torchvision.transforms.ToPILImage
 */
export function imagePixels(image: Tensor): {
  readonly width: number
  readonly height: number
  // Said so that TypeScript before 5.7, whose arrays have no type parameter, can read it too.
  readonly data: ReturnType<Uint8ClampedArrayConstructor['of']>
} {
  checkTensors('imagePixels', { image })
  if (image.dtype === 'int32')
    throw new DTypeError(
      'imagePixels: must be floats from 0 to 1, got int32; image.cast("float32").div(255) makes them of bytes',
    )
  const [channels = 0, height = 0, width = 0] = image.shape
  if (image.rank !== 3 || ![1, 3, 4].includes(channels))
    throw new ShapeError(
      `imagePixels: must be [channels, height, width] with 1, 3 or 4 channels, got [${image.shape.join(', ')}]`,
    )
  const area = width * height
  const { data } = image
  const bytes = new Uint8ClampedArray(4 * area).fill(255)
  const used = Math.max(3, channels)
  for (let channel = 0; channel < used; channel++) {
    const from = (channels === 1 ? 0 : channel) * area
    for (let pixel = 0; pixel < area; pixel++)
      bytes[4 * pixel + channel] = 255 * (data[from + pixel] ?? 0)
  }
  return { width, height, data: bytes }
}
