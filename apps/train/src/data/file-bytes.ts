import { gunzipped, storedBytes } from '#platform'
import { InputError } from '../errors.ts'
import { displayPath } from './display-path.ts'
import { joinedBytes } from './joined-bytes.ts'

/** Bytes that are read at a time. */
const blockBytes: number = 1 << 17
/** Unpacked bytes up to which the ratio is not checked. */
const UNPACKED_BYTES_ALWAYS_ALLOWED = 64 * 1024 * 1024
/** Largest ratio of unpacked to packed bytes beyond that; no table reaches it, and one repeated byte reaches 1,000. */
const MAX_UNPACK_RATIO = 200

/**
 * The bytes of a file, unpacked if it is gzip; see `unpackedBytes`.
 */
export function fileBytes(
  path: string,
  onRead: (chunk: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  return unpackedBytes(storedBlocks(path), displayPath(path), onRead)
}

/** The bytes of a file as they are stored, block by block. */
export const storedBlocks = (path: string): AsyncGenerator<Uint8Array> =>
  storedBytes(path, { blockBytes })

/**
 * Bytes in blocks of 128 KiB, of which the last may be shorter, unpacked if they are gzip. However they come, the blocks
 * are the same. `onRead` is called with the bytes as they come. Throws `InputError` for damaged gzip, and for gzip that
 * unpacks to more than 64 MiB and 200 times its size.
 *
 * @param place what they are called in messages
 */
export async function* unpackedBytes(
  bytes: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  place: string,
  onRead: (chunk: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  const chunks = inBlocks(rawBytes(bytes, onRead))
  try {
    const first = await chunks.next()
    if (first.done) return
    const from = (async function* (): AsyncGenerator<Uint8Array> {
      yield first.value
      yield* chunks
    })()
    const isPacked = first.value[0] === 0x1f && first.value[1] === 0x8b
    yield* isPacked ? inBlocks(unpacked(from, place)) : from
  } finally {
    // Closes the file also where nobody reads on after the first block.
    await chunks.return()
  }
}

async function* rawBytes(
  bytes: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  onRead: (chunk: Uint8Array) => void,
): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of bytes) {
    onRead(chunk)
    yield chunk
  }
}

/** The same bytes in blocks of one size, of which the last may be shorter. */
async function* inBlocks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  let waiting: Uint8Array[] = []
  let size = 0
  for await (const chunk of chunks) {
    if (size === 0 && chunk.length === blockBytes) {
      yield chunk
      continue
    }
    waiting.push(chunk)
    size += chunk.length
    if (size < blockBytes) continue
    const whole = joinedBytes(waiting)
    let begin = 0
    for (; whole.length - begin >= blockBytes; begin += blockBytes)
      yield whole.subarray(begin, begin + blockBytes)
    waiting = begin === whole.length ? [] : [whole.subarray(begin)]
    size = whole.length - begin
  }
  if (size > 0) yield joinedBytes(waiting)
}

async function* unpacked(
  packed: AsyncGenerator<Uint8Array>,
  place: string,
): AsyncGenerator<Uint8Array> {
  let [read, written] = [0, 0]
  const counted = (async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of packed) {
      read += chunk.length
      yield chunk
    }
  })()
  const damaged = (cause: unknown): InputError => {
    const message = 'gzip must be whole, got a damaged file or one that is cut off; fetch it again'
    return new InputError({ place, message }, { cause })
  }
  for await (const chunk of gunzipped(counted, blockBytes, damaged)) {
    written += chunk.length
    if (written > UNPACKED_BYTES_ALWAYS_ALLOWED && written > MAX_UNPACK_RATIO * read) {
      const message = `gzip must unpack to at most ${MAX_UNPACK_RATIO} times its size, got more; unpack the file first if that is right`
      throw new InputError({ place, message })
    }
    yield chunk
  }
}
