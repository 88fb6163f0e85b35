import { InputError } from '../errors.ts'

/** The numbers of an IDX file, in the order of the file. */
export interface IdxArray {
  /** The lengths of its dimensions: of 10,000 images [10000, 28, 28]. */
  readonly lengths: readonly number[]
  /** Whether its numbers are integers. */
  readonly isInteger: boolean
  /** The number at a position, from 0, as text. */
  readonly textAt: (position: number) => string
}

/** The types of numbers by their code in the header: bytes of a number, and how to read one. */
const types: Readonly<Record<number, readonly [width: number, read: Read]>> = {
  8: [1, (view, offset) => view.getUint8(offset)],
  9: [1, (view, offset) => view.getInt8(offset)],
  11: [2, (view, offset) => view.getInt16(offset)],
  12: [4, (view, offset) => view.getInt32(offset)],
  13: [4, (view, offset) => view.getFloat32(offset)],
  14: [8, (view, offset) => view.getFloat64(offset)],
}

type Read = (view: DataView, offset: number) => number

const FIRST_FLOAT_TYPE = 13
const byteTexts: readonly string[] = Array.from({ length: 256 }, (_, value) => String(value))

/** Whether a file that starts with these bytes is an IDX file. */
export function startsAsIdx(start: Uint8Array): boolean {
  const [first, second, type = 0, dimensions = 0] = start
  return first === 0 && second === 0 && types[type] !== undefined && dimensions > 0
}

/**
 * Reads an IDX file, the format of MNIST: two zeros, the type of its numbers, how many dimensions it has, the length
 * of each, and the numbers themselves, big-endian.
 *
 * @param place the file, for errors
 * @throws InputError if the header is none, or says another size than the file has
 */
export function parseIdx(bytes: Uint8Array, place: string): IdxArray {
  const [, , type = 0, dimensions = 0] = bytes
  const [width, read] = types[type] ?? []
  const start = 4 + 4 * dimensions
  if (startsAsIdx(bytes) && bytes.length < start) {
    const message = `must begin with a header of ${start} bytes, got ${bytes.length} in all; it is cut off: fetch it again`
    throw new InputError({ place, message })
  }
  if (!startsAsIdx(bytes) || width === undefined || read === undefined) {
    const got = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0'))
    const message = `must begin with the header of an IDX file, such as 00 00 08 03 and three lengths, got ${got.join(' ') || 'an empty file'}; check the path, or fetch the file again`
    throw new InputError({ place, message })
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const lengths = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i))
  const wanted = start + width * lengths.reduce((product, length) => product * length, 1)
  if (wanted !== bytes.length) {
    const [what, hint] =
      bytes.length < wanted ? ['less', 'it is cut off'] : ['more', 'its header is wrong']
    const message = `must be ${wanted} bytes unpacked, as its header says ${lengths.join(' × ')} numbers of ${width === 1 ? 'a byte' : `${width} bytes`}, got ${what}, ${bytes.length}; ${hint}: fetch it again`
    throw new InputError({ place, message })
  }
  if (wanted === start) throw new InputError({ place, message: 'must hold rows, got none' })
  const numberAt = (position: number): number => read(view, start + width * position)
  return {
    lengths,
    isInteger: type < FIRST_FLOAT_TYPE,
    textAt: (position) => {
      const value = numberAt(position)
      return byteTexts[value] ?? String(value)
    },
  }
}
