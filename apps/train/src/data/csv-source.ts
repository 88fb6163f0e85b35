import { fileSize, sha256 } from '#platform'
import { unlessAborted } from '../run/interrupted-error.ts'
import { displayPath } from './display-path.ts'
import { storedBlocks, unpackedBytes } from './file-bytes.ts'

/** Size and digest of a text file's bytes on disk, known once it has been read to its end. */
export interface FileDigest {
  readonly bytes: number
  readonly sha256: string
}

/** Bytes as they come, such as standard input. */
export type Bytes = Iterable<Uint8Array> | AsyncIterable<Uint8Array>

/** What a CSV file is read from, once and in order: a file, or a pipe, of which there is no second reading. */
export class CsvSource {
  /** The path of a file; what a pipe is called. */
  readonly path: string
  /** What it is called in messages. */
  readonly place: string
  readonly #size: () => Promise<number>
  readonly #blocks: AsyncGenerator<Uint8Array>
  readonly #hash = sha256()
  #bytes = 0
  #first: IteratorResult<Uint8Array, void> | undefined

  private constructor(
    names: Pick<CsvSource, 'path' | 'place'>,
    chunks: Bytes,
    size: () => Promise<number>,
  ) {
    this.path = names.path
    this.place = names.place
    this.#size = size
    this.#blocks = unpackedBytes(chunks, this.place, (chunk) => {
      this.#hash.update(chunk)
      this.#bytes += chunk.length
    })
  }

  /** A file, gzip or not; that it exists is found out when it is read. */
  static file(path: string): CsvSource {
    const names = { path, place: displayPath(path) }
    return new CsvSource(names, storedBlocks(path), () => fileSize(path))
  }

  /** A pipe, gzip or not. `signal` ends the waiting for what does not come. */
  static pipe(place: string, chunks: Bytes, signal: AbortSignal): CsvSource {
    return new CsvSource({ path: place, place }, untilAborted(chunks, signal), async () => 0)
  }

  /** The first bytes, unpacked; they are read again by `blocks`. */
  async start(): Promise<Uint8Array> {
    this.#first ??= await this.#blocks.next()
    return this.#first.done === true ? new Uint8Array() : this.#first.value
  }

  /** The bytes, unpacked, in blocks of 128 KiB, of which the last may be shorter. */
  async *blocks(): AsyncGenerator<Uint8Array, void> {
    try {
      const first = await this.start()
      if (first.length === 0) return
      yield first
      yield* this.#blocks
    } finally {
      // Closes the file also where nobody reads on.
      await this.#blocks.return(undefined)
    }
  }

  /** Bytes of the file as it is stored; 0 of a pipe, which does not say. Rejects where there is no file. */
  get size(): Promise<number> {
    return this.#size()
  }

  /** Bytes read so far, as they are stored. */
  get bytes(): number {
    return this.#bytes
  }

  /** Once it has been read to its end. */
  digest(): FileDigest {
    return { bytes: this.#bytes, sha256: this.#hash.digest('hex') }
  }
}

/** Bytes until a signal aborts, which throws an InterruptedError: it does not wait for a pipe that is silent. */
async function* untilAborted(chunks: Bytes, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const isAsync = Symbol.asyncIterator in chunks
  const iterator = isAsync ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]()
  try {
    for (;;) {
      const next = await unlessAborted(signal, Promise.resolve(iterator.next()))
      if (next.done === true) return
      yield next.value
    }
  } finally {
    if (!signal.aborted) await iterator.return?.()
  }
}
