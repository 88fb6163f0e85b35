import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FileStore } from './file-store.ts'

/** The commands of a server, in memory; nothing expires. */
class MemoryRedis {
  readonly #values = new Map<string, Buffer>()

  async get(key: string): Promise<string | null> {
    return this.#values.get(key)?.toString() ?? null
  }

  async getBuffer(key: string): Promise<Buffer | null> {
    return this.#values.get(key) ?? null
  }

  async set(key: string, value: Buffer | number): Promise<unknown> {
    return this.#values.set(key, Buffer.from(typeof value === 'number' ? String(value) : value))
  }

  async expire(key: string): Promise<number> {
    return this.#values.has(key) ? 1 : 0
  }

  async del(...keys: string[]): Promise<number> {
    return keys.filter((key) => this.#values.delete(key)).length
  }

  get size(): number {
    return this.#values.size
  }
}

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sobolev-files-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const shaOf = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex')

function write(name: string, content: Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

/** A file of two pieces. */
const large = new Uint8Array(5 * 1024 * 1024).map((_, index) => index % 251)

test('a file comes out as it was put in, and not with another content', async () => {
  const redis = new MemoryRedis()
  const files = new FileStore(redis)
  await files.put(shaOf(large), write('large', large))
  expect(redis.size).toBe(3)
  await files.get(shaOf(large), join(folder, 'copy'))
  expect(readFileSync(join(folder, 'copy')).equals(large)).toBe(true)
  await expect(files.put(shaOf(large.slice(1)), join(folder, 'large'))).rejects.toThrow(
    'has changed: expected SHA-256',
  )
  await files.remove([shaOf(large)])
  await expect(files.get(shaOf(large), join(folder, 'copy'))).rejects.toThrow('no file of SHA-256')
})

test('one path may be written by several at once', async () => {
  const files = new FileStore(new MemoryRedis())
  await files.put(shaOf(large), write('large', large))
  const path = join(folder, 'copy')
  await Promise.all([1, 2, 3].map(() => files.get(shaOf(large), path)))
  expect(readFileSync(path).equals(large)).toBe(true)
  expect(readdirSync(folder).sort()).toEqual(['copy', 'large'])
})

test('what is removed of one job stays in another, and in what all share', async () => {
  const redis = new MemoryRedis()
  const shared = new FileStore(redis)
  const [first, second] = [shared.ofJob('a'), shared.ofJob('b')]
  const empty = new Uint8Array()
  const path = write('metrics.jsonl', empty)
  for (const files of [shared, first, second]) await files.put(shaOf(empty), path)
  await first.remove([shaOf(empty)])
  await expect(first.get(shaOf(empty), path)).rejects.toThrow('no file of SHA-256')
  await second.get(shaOf(empty), path)
  await second.remove([shaOf(empty)])
  await shared.get(shaOf(empty), path)
  expect(redis.size).toBe(1)
})
