import { maxHeaderBytes, prefixBytes, readSize } from './format.ts'
import { parseUntrustedJson, quoted } from './parse-json.ts'
import { SafetensorsError } from './safetensors-error.ts'
import { decodeUtf8 } from './utf8.ts'

/** Where one tensor's bytes lie, counted from the end of the header. */
export interface HeaderEntry {
  readonly name: string
  /** A key of `readSize`. */
  readonly dtype: string
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

/** A checked header: entries in the order of their bytes. */
export interface Header {
  readonly entries: readonly HeaderEntry[]
  readonly metadata: ReadonlyMap<string, string>
}

/**
 * Reads the header's length from a file's first bytes.
 *
 * @param prefix the file's first 8 bytes, or fewer where it has fewer
 * @param fileBytes the file's size
 * @throws SafetensorsError if the header cannot lie within the file or is longer than the format allows
 */
export function headerLength(prefix: Uint8Array, fileBytes: number): number {
  if (prefix.length < prefixBytes) {
    throw new SafetensorsError(`cut off: ${fileBytes} bytes, too short for a header`)
  }
  const length = new DataView(prefix.buffer, prefix.byteOffset).getBigUint64(0, true)
  if (length > BigInt(maxHeaderBytes)) {
    throw new SafetensorsError(`no safetensors file: a header of ${length} bytes (100 MB at most)`)
  }
  if (Number(length) > fileBytes - prefixBytes) {
    throw new SafetensorsError(`cut off: a header of ${length} bytes in a file of ${fileBytes}`)
  }
  return Number(length)
}

/**
 * Parses and checks a header: valid JSON without repeated names, known element types, sizes that
 * match the shapes, and bytes that follow each other without overlap or gap over the whole file.
 *
 * @param bytes the header's bytes, its padding included
 * @param dataBytes the file's size less the header and the 8 bytes before it
 * @throws SafetensorsError naming the first fault
 */
export function parseHeader(bytes: Uint8Array, dataBytes: number): Header {
  const parsed = parseJson(bytes)
  const entries: HeaderEntry[] = []
  let metadata: ReadonlyMap<string, string> = new Map()
  for (const [name, value] of Object.entries(parsed)) {
    if (name === '__metadata__') metadata = parseMetadata(value)
    else entries.push(parseEntry(name, value))
  }
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end)
  let covered = 0
  for (const { name, begin, end } of entries) {
    if (begin < covered)
      throw new SafetensorsError(`broken: tensor ${quoted(name)} overlaps another`)
    if (begin > covered) throw new SafetensorsError(`broken: a gap before tensor ${quoted(name)}`)
    covered = end
  }
  if (covered > dataBytes) {
    throw new SafetensorsError(`cut off: ${dataBytes} bytes of data where ${covered} are announced`)
  }
  if (covered < dataBytes) {
    throw new SafetensorsError(`broken: ${dataBytes - covered} bytes belong to no tensor`)
  }
  return { entries, metadata }
}

function parseJson(bytes: Uint8Array): object {
  if (bytes[0] !== 0x7b) throw new SafetensorsError('no safetensors file: its header is not JSON')
  let parsed: unknown
  try {
    parsed = parseUntrustedJson(decodeUtf8(bytes))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new SafetensorsError(`broken header: ${reason}`, { cause: error })
  }
  if (!isObject(parsed)) throw new SafetensorsError('broken header: it must be an object')
  return parsed
}

function parseMetadata(value: unknown): ReadonlyMap<string, string> {
  if (!isObject(value)) throw new SafetensorsError('broken header: __metadata__ is no object')
  const metadata = new Map<string, string>()
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string') {
      throw new SafetensorsError(`broken header: __metadata__ ${quoted(key)} is no text`)
    }
    metadata.set(key, text)
  }
  return metadata
}

function parseEntry(name: string, value: unknown): HeaderEntry {
  const fault = (what: string): SafetensorsError =>
    new SafetensorsError(`broken: tensor ${quoted(name)} ${what}`)
  if (!isObject(value)) throw fault('is not described by an object')
  const fields = new Map<string, unknown>(Object.entries(value))
  const unknown = [...fields.keys()].find((key) => !entryFields.has(key))
  if (unknown !== undefined) throw fault(`has the unknown field ${quoted(unknown)}`)
  const dtype = fields.get('dtype')
  if (!isReadDtype(dtype)) {
    throw fault(
      `has dtype ${typeof dtype === 'string' ? quoted(dtype) : 'nothing'}, not one of ${Object.keys(readSize).join(', ')}`,
    )
  }
  const shape = fields.get('shape')
  if (!isSizes(shape)) throw fault('has a shape that is no list of sizes')
  const offsets = fields.get('data_offsets')
  if (!isSizes(offsets)) throw fault('has data_offsets that are no two positions')
  const [begin, end] = offsets
  if (begin === undefined || end === undefined || offsets.length !== 2 || end < begin) {
    throw fault('has data_offsets that are no two positions')
  }
  const bytes = shape.reduce((product, size) => product * size, readSize[dtype] ?? 0)
  if (!Number.isSafeInteger(bytes) || bytes !== end - begin) {
    throw fault(`has ${end - begin} bytes where ${dtype} [${shape.join(', ')}] needs ${bytes}`)
  }
  return { name, dtype, shape, begin, end }
}

const entryFields: ReadonlySet<string> = new Set(['dtype', 'shape', 'data_offsets'])

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isReadDtype(value: unknown): value is string {
  return typeof value === 'string' && Object.hasOwn(readSize, value)
}

function isSizes(value: unknown): value is readonly number[] {
  return (
    Array.isArray(value) &&
    value.every((size) => Number.isSafeInteger(size) && (size > 0 || Object.is(size, 0)))
  )
}
