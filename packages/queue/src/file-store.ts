import { createHash, randomBytes } from 'node:crypto'
import { closeSync, createReadStream, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { QueueError } from './connection.ts'

/** Bytes of a piece: a value of Redis may have 512 MB, but is held in memory as a whole on its way. */
const pieceBytes = 4 * 1024 * 1024
/** Seconds that a file stays after it was last asked for. */
const shelfLife = 7 * 24 * 3600

/** The commands of a Redis server that files need. */
interface Commands {
  get(key: string): Promise<string | null>
  getBuffer(key: string): Promise<Buffer | null>
  set(key: string, value: Buffer | number, unit: 'EX', seconds: number): Promise<unknown>
  expire(key: string, seconds: number): Promise<number>
  del(...keys: string[]): Promise<number>
}

/** Files in Redis by the SHA-256 of their content, which is checked when they are taken out. */
export class FileStore {
  readonly #redis: Commands
  readonly #prefix: string

  /** @param prefix of the keys */
  constructor(redis: Commands, prefix: string = 'sobolev:file') {
    this.#redis = redis
    this.#prefix = prefix
  }

  /** The files of one job, which no other shares: one may remove them and takes nothing from another. */
  ofJob(id: string): FileStore {
    return new FileStore(this.#redis, `sobolev:job:${id}:file`)
  }

  /** Whether a file is there; it then stays for another week. */
  async has(sha256: string): Promise<boolean> {
    const pieces = await this.#redis.get(this.#keyOf(sha256))
    if (pieces === null) return false
    const keys = [this.#keyOf(sha256), ...this.#pieceKeys(sha256, Number(pieces))]
    const touched = await Promise.all(keys.map((key) => this.#redis.expire(key, shelfLife)))
    return touched.every((found) => found === 1)
  }

  /**
   * Puts a file in, unless it is there already.
   *
   * @throws QueueError if the file has another content by now
   */
  async put(sha256: string, path: string): Promise<void> {
    if (await this.has(sha256)) return
    const hash = createHash('sha256')
    let pieces = 0
    for await (const piece of createReadStream(path, { highWaterMark: pieceBytes })) {
      hash.update(piece)
      await this.#redis.set(`${this.#keyOf(sha256)}:${pieces++}`, piece, 'EX', shelfLife)
    }
    const found = hash.digest('hex')
    if (found !== sha256)
      throw new QueueError(`${path}: has changed: expected SHA-256 ${sha256}, got ${found}`)
    // Last, so that whoever sees it finds all pieces.
    await this.#redis.set(this.#keyOf(sha256), pieces, 'EX', shelfLife)
  }

  /**
   * Writes a file to a path, under a temporary name until its content is checked.
   *
   * @throws QueueError if it is not there, or damaged
   */
  async get(sha256: string, path: string): Promise<void> {
    const pieces = await this.#redis.get(this.#keyOf(sha256))
    if (pieces === null) throw new QueueError(`no file of SHA-256 ${sha256} is in the queue`)
    const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`
    const hash = createHash('sha256')
    const file = openSync(temporary, 'wx')
    try {
      for (const key of this.#pieceKeys(sha256, Number(pieces))) {
        const piece = await this.#redis.getBuffer(key)
        if (piece === null)
          throw new QueueError(`a part of file ${sha256} is not in the queue any more`)
        hash.update(piece)
        for (let done = 0; done < piece.length; ) done += writeSync(file, piece, done)
      }
      if (hash.digest('hex') !== sha256)
        throw new QueueError(`the file of SHA-256 ${sha256} in the queue is damaged`)
      renameSync(temporary, path)
    } finally {
      closeSync(file)
      rmSync(temporary, { force: true })
    }
  }

  /** Takes files out for good. */
  async remove(sha256s: readonly string[]): Promise<void> {
    for (const sha256 of sha256s) {
      const pieces = Number((await this.#redis.get(this.#keyOf(sha256))) ?? 0)
      await this.#redis.del(this.#keyOf(sha256), ...this.#pieceKeys(sha256, pieces))
    }
  }

  #keyOf(sha256: string): string {
    return `${this.#prefix}:${sha256}`
  }

  #pieceKeys(sha256: string, pieces: number): string[] {
    return Array.from({ length: pieces }, (_, piece) => `${this.#keyOf(sha256)}:${piece}`)
  }
}
