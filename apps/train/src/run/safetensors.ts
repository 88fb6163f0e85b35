import { readFileSync } from 'node:fs'
import { quoted } from '../config/show.ts'
import { InputError } from '../errors.ts'
import { writeFileAtomic } from './atomic-write.ts'
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
} from './safetensors-format.ts'
import { FormatFault, type HeaderEntry, headerLength, parseHeader } from './safetensors-header.ts'

/**
 * Reads a safetensors file, checking all of it before any tensor is made. The only large
 * allocation is the file's own content, whatever its header claims.
 *
 * @throws InputError naming the file and the first fault: missing, cut off, no safetensors file,
 * a broken header, overlaps, gaps, sizes that do not match, or an element type not stored here
 */
export function readSafetensors(path: string): StoredFile {
  let bytes: Uint8Array
  try {
    bytes = readFileSync(path)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new InputError({ place: path, message: `cannot be read: ${reason}` }, { cause: error })
  }
  return decodeSafetensors(bytes, path)
}

/** Reads a safetensors file from memory, as `readSafetensors`; tensors may share `bytes`' memory. */
export function decodeSafetensors(bytes: Uint8Array, path: string): StoredFile {
  try {
    const length = headerLength(bytes.subarray(0, prefixBytes), bytes.length)
    const data = bytes.subarray(prefixBytes + length)
    const header = parseHeader(bytes.subarray(prefixBytes, prefixBytes + length), data.length)
    const tensors = header.entries.map((entry): [string, StoredTensor] => [
      entry.name,
      storedTensor(entry, data.subarray(entry.begin, entry.end)),
    ])
    for (const [name, { dtype, data }] of tensors) {
      if (dtype !== 'BOOL' || data.every((value) => value <= 1)) continue
      throw new FormatFault(`broken: tensor ${quoted(name)} is BOOL and holds more than 0 and 1`)
    }
    return { tensors: new Map(tensors), metadata: header.metadata }
  } catch (error) {
    if (error instanceof FormatFault) {
      throw new InputError({ place: path, message: `${error.message}; ${wayOut}` })
    }
    throw error
  }
}

/** Writes a safetensors file atomically. @throws if the header would pass the format's limit */
export function writeSafetensors(path: string, file: StoredFile): void {
  writeFileAtomic(path, encodeSafetensors(file))
}

/**
 * The bytes of a safetensors file, in chunks that share the tensors' memory. Equal contents give
 * equal bytes: tensors come by falling element size (which keeps each aligned), then by name, and
 * metadata by key.
 */
export function encodeSafetensors(file: StoredFile): Uint8Array[] {
  const tensors = [...file.tensors].sort(
    ([a, x], [b, y]) => elementSize[y.dtype] - elementSize[x.dtype] || compareText(a, b),
  )
  const header: [string, unknown][] = []
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
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)))
  const padded = new Uint8Array(prefixBytes + Math.ceil(text.length / 8) * 8).fill(0x20)
  const length = padded.length - prefixBytes
  if (length > maxHeaderBytes) {
    throw new Error(`safetensors: a header must be 100 MB at most, got ${length} bytes`)
  }
  new DataView(padded.buffer).setBigUint64(0, BigInt(length), true)
  padded.set(text, prefixBytes)
  return [padded, ...tensors.map(([, { data }]) => bytesOf(data))]
}

const wayOut = 'give a checkpoint that training wrote, copied as a whole'

function checkTensor(
  name: string,
  dtype: StoredDtype,
  shape: readonly number[],
  data: StoredArrays[StoredDtype],
): void {
  const bytes = shape.reduce((product, size) => product * size, elementSize[dtype])
  if (name === '__metadata__' || bytes !== data.byteLength) {
    const got = `${data.byteLength} bytes as ${dtype} [${shape.join(', ')}]`
    throw new Error(`safetensors: a tensor's shape must match its data, got "${name}": ${got}`)
  }
}

function storedTensor({ dtype, shape }: HeaderEntry, bytes: Uint8Array): StoredTensor {
  // A view needs an aligned start; files of other writers may not give it. Not `slice`, which shares
  // the memory if `bytes` is a Buffer.
  const aligned = bytes.byteOffset % elementSize[dtype] === 0 ? bytes : new Uint8Array(bytes)
  const { buffer, byteOffset } = aligned
  const length = bytes.length / elementSize[dtype]
  switch (dtype) {
    case 'F64':
      return { dtype, shape, data: new Float64Array(buffer, byteOffset, length) }
    case 'F32':
      return { dtype, shape, data: new Float32Array(buffer, byteOffset, length) }
    case 'I32':
      return { dtype, shape, data: new Int32Array(buffer, byteOffset, length) }
    default:
      return { dtype, shape, data: new Uint8Array(buffer, byteOffset, length) }
  }
}
