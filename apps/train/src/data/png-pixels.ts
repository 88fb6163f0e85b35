import { convertIndexedToRgb, type DecodedPng, decode, hasPngSignature } from 'fast-png'
import { InputError } from '../errors.ts'

/** The numbers of an image. */
export interface PngPixels {
  readonly width: number
  readonly height: number
  /** 1: grey; 3: red, green, blue. */
  readonly channels: number
  /** [channels, height, width], row-major; white is 255, of 16 bits too. */
  readonly values: Uint8Array | Float32Array
}

/** Numbers of an image beyond which it is refused: each is a column. */
const MAX_NUMBERS = 1 << 18

/** The bit of a header's type of colours that tells red, green and blue, also of a table, from grey. */
const HAS_COLOURS = 2

/**
 * Unpacks a PNG image; it loses an alpha channel that hides nothing.
 *
 * @param place the file, for errors
 * @throws InputError for damaged files, for images that are too large, see-through or of fewer than 8 bits, and
 * where fewer bits are interlaced, which fast-png does not unpack
 */
export function decodePng(bytes: Uint8Array, place: string): PngPixels {
  const fail = (message: string, cause?: unknown): never => {
    throw new InputError({ place, message }, { cause })
  }
  if (bytes.length < 33 || !hasPngSignature(bytes))
    fail('must be a PNG image, got another format under that name; convert it, or move it away')
  // Before anything is unpacked: a few bytes can ask for all of the memory.
  const header = new DataView(bytes.buffer, bytes.byteOffset + 16, 8)
  const [width, height] = [header.getUint32(0), header.getUint32(4)]
  const [bits = 8, colourType = 0, , , interlacing = 0] = bytes.subarray(24)
  const colours = (colourType & HAS_COLOURS) === 0 ? 1 : 3
  if (colours * width * height > MAX_NUMBERS)
    fail(
      `must have at most ${MAX_NUMBERS} numbers, got ${width} × ${height} pixels of ${colours === 1 ? 'one channel' : '3 channels'}; make it smaller`,
    )
  if (interlacing !== 0 && bits < 8)
    fail(`must not be interlaced with ${bits} bits for each pixel; save it without interlacing`)
  const { data, channels, depth, transparency } = unpack(bytes, fail)
  if (depth < 8)
    fail(`must have 8 or 16 bits for each number, got ${depth}; save it as an image of grey tones`)
  const opaque = (1 << depth) - 1
  const isHiding = (value: number, index: number): boolean =>
    index % channels === colours && value !== opaque
  if (transparency !== undefined || (channels > colours && data.some(isHiding)))
    fail('must not be see-through anywhere; put it on a background')
  const values = new (depth === 16 ? Float32Array : Uint8Array)(colours * width * height)
  const unit = opaque / 255
  for (let pixel = 0; pixel < width * height; pixel++)
    for (let colour = 0; colour < colours; colour++)
      values[colour * width * height + pixel] = (data[pixel * channels + colour] ?? 0) / unit
  return { width, height, channels: colours, values }
}

function unpack(
  bytes: Uint8Array,
  fail: (message: string, cause?: unknown) => never,
): Pick<DecodedPng, 'data' | 'channels' | 'depth' | 'transparency'> {
  try {
    const image = decode(bytes, { checkCrc: true })
    const { palette } = image
    if (palette === undefined) return image
    return { data: convertIndexedToRgb(image), channels: palette[0]?.length ?? 3, depth: 8 }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return fail(`must be a whole PNG image, got a damaged one (${reason}); fetch it again`, error)
  }
}
