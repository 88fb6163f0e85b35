import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { InputError } from '../errors.ts'
import { displayPath } from './display-path.ts'

const blockBytes = 1 << 17
/** Unpacked bytes up to which the ratio is not checked. */
const UNPACKED_BYTES_ALWAYS_ALLOWED = 64 * 1024 * 1024
/** Largest ratio of unpacked to packed bytes beyond that; no table reaches it, and one repeated byte reaches 1,000. */
const MAX_UNPACK_RATIO = 200

/**
 * The bytes of a file in blocks of at most 128 KiB, unpacked if the file is gzip, whatever its name.
 * `onRead` is called with the bytes of the file as stored. Throws `InputError` for damaged gzip, and for gzip
 * that unpacks to more than 64 MiB and 200 times its size.
 */
export async function* fileBytes(
  path: string,
  onRead: (chunk: Buffer) => void,
): AsyncGenerator<Buffer> {
  const chunks = rawBytes(path, onRead)
  try {
    const first = await chunks.next()
    if (first.done) return
    const from = (async function* (): AsyncGenerator<Buffer> {
      yield first.value
      yield* chunks
    })()
    const isPacked = first.value[0] === 0x1f && first.value[1] === 0x8b
    yield* isPacked ? unpacked(from, displayPath(path)) : from
  } finally {
    // Closes the file also where nobody reads on after the first block.
    await chunks.return()
  }
}

async function* rawBytes(
  path: string,
  onRead: (chunk: Buffer) => void,
): AsyncGenerator<Buffer, void> {
  for await (const chunk of createReadStream(path, { highWaterMark: blockBytes })) {
    if (!Buffer.isBuffer(chunk)) continue
    onRead(chunk)
    yield chunk
  }
}

async function* unpacked(packed: AsyncGenerator<Buffer>, place: string): AsyncGenerator<Buffer> {
  let [read, written] = [0, 0]
  const counted = (async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of packed) {
      read += chunk.length
      yield chunk
    }
  })()
  const gunzip = createGunzip({ chunkSize: blockBytes })
  // A failure of the pipeline ends the iteration below, which tells it.
  pipeline(Readable.from(counted), gunzip).catch(() => {})
  try {
    for await (const chunk of gunzip) {
      if (!Buffer.isBuffer(chunk)) continue
      written += chunk.length
      if (written > UNPACKED_BYTES_ALWAYS_ALLOWED && written > MAX_UNPACK_RATIO * read) {
        const message = `gzip must unpack to at most ${MAX_UNPACK_RATIO} times its size, got more; unpack the file first if that is right`
        throw new InputError({ place, message })
      }
      yield chunk
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (!code.startsWith('Z_')) throw error
    const message = 'gzip must be whole, got a damaged file or one that is cut off; fetch it again'
    throw new InputError({ place, message }, { cause: error })
  }
}
