import { describeValue } from '@sobolev/core'
import type { Bytes } from './bytes.ts'
import { storedTensor } from './converted.ts'
import {
  bytesOf,
  compareText,
  elementSize,
  maxHeaderBytes,
  prefixBytes,
  type StoredArrays,
  type StoredDtype,
  type StoredFile,
  type StoredTensor,
} from './format.ts'
import { headerLength, parseHeader } from './header.ts'
import { quoted } from './parse-json.ts'
import { SafetensorsError } from './safetensors-error.ts'
import { encodeUtf8 } from './utf8.ts'

/**
 * Reads the bytes of a safetensors file, checking all of them before any tensor is made. Whatever its header claims,
 * nothing larger than the file is allocated, but for element types of other programs: half floats become F32, and whole
 * numbers of other sizes I32, where they fit. The tensors may share its memory.
 *
 * @throws SafetensorsError naming the first fault: cut off, no safetensors file, a broken header, overlaps, gaps, sizes
 * that do not match, an element type that is not read, or a whole number beyond 32 bits
 */
export function decodeSafetensors(file: Uint8Array | ArrayBuffer): StoredFile {
  const bytes = asBytes(file)
  const length = headerLength(bytes.subarray(0, prefixBytes), bytes.length)
  const data = bytes.subarray(prefixBytes + length)
  const header = parseHeader(bytes.subarray(prefixBytes, prefixBytes + length), data.length)
  const tensors = header.entries.map((entry): [string, StoredTensor] => [
    entry.name,
    storedTensor(entry, data.subarray(entry.begin, entry.end)),
  ])
  for (const [name, { dtype, data }] of tensors) {
    if (dtype !== 'BOOL' || data.every((value) => value <= 1)) continue
    throw new SafetensorsError(`broken: tensor ${quoted(name)} is BOOL and holds more than 0 and 1`)
  }
  return { tensors: new Map(tensors), metadata: header.metadata }
}

/** The bytes of a safetensors file. Equal contents give equal bytes. @throws as `encodeSafetensorsInChunks` */
export function encodeSafetensors(file: StoredFile): Bytes {
  const chunks = encodeSafetensorsInChunks(file)
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
  let position = 0
  for (const chunk of chunks) {
    bytes.set(chunk, position)
    position += chunk.length
  }
  return bytes
}

/**
 * The bytes of a safetensors file, in chunks that share the tensors' memory. Equal contents give
 * equal bytes: tensors come by falling element size (which keeps each aligned), then by name, and
 * metadata by key.
 *
 * @throws TypeError for a tensor whose shape does not match its data or metadata that are no texts, RangeError for a header past the format's limit
 */
export function encodeSafetensorsInChunks(file: StoredFile): Uint8Array[] {
  const tensors = [...file.tensors].sort(
    ([a, x], [b, y]) => elementSize[y.dtype] - elementSize[x.dtype] || compareText(a, b),
  )
  const header: [string, unknown][] = []
  for (const [key, text] of file.metadata)
    if (typeof text !== 'string')
      throw new TypeError(
        `safetensors: metadata must be texts by key, got ${describeValue(text)} for "${key}"; JSON.stringify(value) makes one`,
      )
  if (file.metadata.size > 0) {
    const entries = [...file.metadata].sort(([a], [b]) => compareText(a, b))
    header.push(['__metadata__', Object.fromEntries(entries)])
  }
  let position = 0
  for (const [name, { dtype, shape, data }] of tensors) {
    checkTensor(name, dtype, shape, data)
    const end = position + data.byteLength
    header.push([name, { dtype, shape, data_offsets: [position, end] }])
    position = end
  }
  const text = encodeUtf8(JSON.stringify(Object.fromEntries(header)))
  const padded = new Uint8Array(prefixBytes + Math.ceil(text.length / 8) * 8).fill(0x20)
  const length = padded.length - prefixBytes
  if (length > maxHeaderBytes)
    throw new RangeError(`safetensors: a header must be 100 MB at most, got ${length} bytes`)
  new DataView(padded.buffer).setBigUint64(0, BigInt(length), true)
  padded.set(text, prefixBytes)
  return [padded, ...tensors.map(([, { data }]) => bytesOf(data))]
}

function asBytes(file: unknown): Uint8Array {
  if (isOfClass(file, 'Uint8Array')) return file
  if (isOfClass(file, 'ArrayBuffer')) return new Uint8Array(file)
  throw new TypeError(
    `safetensors: must be given the bytes of a file, a Uint8Array or an ArrayBuffer, got ${describeValue(file)}`,
  )
}

/** Also of another realm, such as a frame of a page or a test of Jest, whose classes are others. */
function isOfClass(value: unknown, name: 'Uint8Array'): value is Uint8Array
function isOfClass(value: unknown, name: 'ArrayBuffer'): value is ArrayBuffer
function isOfClass(value: unknown, name: string): boolean {
  return Object.prototype.toString.call(value) === `[object ${name}]`
}

function checkTensor(
  name: string,
  dtype: StoredDtype,
  shape: readonly number[],
  data: StoredArrays[StoredDtype],
): void {
  const bytes = shape.reduce((product, size) => product * size, elementSize[dtype])
  if (name === '__metadata__' || bytes !== data.byteLength) {
    const got = `${data.byteLength} bytes as ${dtype} [${shape.join(', ')}]`
    throw new TypeError(`safetensors: a tensor's shape must match its data, got "${name}": ${got}`)
  }
}
