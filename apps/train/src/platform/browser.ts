/**
 * What `node.ts` asks of Node, in a browser: the same functions without a system. Its files are those that the page
 * puts there, in memory; a path starts with a slash.
 */
import { sha256 as sha256Of } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { dirname, resolve } from './paths.ts'
import type { Sha256, StoredRange } from './types.ts'

export { crc32 } from './crc32.ts'
export { basename, dirname, extname, join, relative, resolve, sep } from './paths.ts'

/** Files by their absolute paths. */
let files: ReadonlyMap<string, Uint8Array> = new Map()

/** Puts files in place of those that were there. */
export function provideFiles(provided: ReadonlyMap<string, Uint8Array>): void {
  files = new Map(provided)
}

export function sha256(): Sha256 {
  const hash = sha256Of.create()
  const self: Sha256 = {
    update(data) {
      hash.update(typeof data === 'string' ? utf8ToBytes(data) : data)
      return self
    },
    digest: () => bytesToHex(hash.digest()),
  }
  return self
}

export const workingDirectory = (): string => '/'

export const environment = (): Readonly<Record<string, string | undefined>> => ({})

export const packageFile = (name: string): string => `/package/${name}`

export async function* storedBytes(path: string, range: StoredRange): AsyncGenerator<Uint8Array> {
  const bytes = contentOf(path)
  const length = Math.min(bytes.length, (range.end ?? Number.POSITIVE_INFINITY) + 1)
  const { blockBytes = length } = range
  for (let begin = 0; begin < length; begin += blockBytes)
    yield bytes.subarray(begin, Math.min(begin + blockBytes, length))
}

export const fileSize = async (path: string): Promise<number> => contentOf(path).length

export function kindOfFile(path: string): 'file' | 'folder' | null {
  const full = resolve(path)
  if (files.has(full)) return 'file'
  return namesIn(full).length > 0 ? 'folder' : null
}

export function namesIn(folder: string): string[] {
  const prefix = resolve(folder, '.').replace(/\/?$/, '/')
  const below = [...files.keys()].filter((path) => path.startsWith(prefix))
  return [...new Set(below.map((path) => path.slice(prefix.length).split('/')[0] ?? ''))]
}

export async function* gunzipped(
  packed: AsyncIterable<Uint8Array>,
  _blockBytes: number,
  damaged: (cause: unknown) => Error,
): AsyncGenerator<Uint8Array> {
  const chunks: Uint8Array<ArrayBuffer>[] = []
  for await (const chunk of packed) chunks.push(new Uint8Array(chunk))
  const reader = new Blob(chunks).stream().pipeThrough(new DecompressionStream('gzip')).getReader()
  for (;;) {
    const next = await reader.read().catch((error: unknown) => {
      throw damaged(error)
    })
    if (next.done) return
    yield next.value
  }
}

/** A decoder is as fast here. */
export const asciiText = (_bytes: Uint8Array): string | null => null

export const copyOfText = (text: string): string => text

/** After what waits already, messages to a worker among it. */
export const nextTurn = (): Promise<void> =>
  new Promise((resolveTurn) => {
    const { port1, port2 } = new MessageChannel()
    const turn = (): void => {
      port1.close()
      resolveTurn()
    }
    port1.addEventListener('message', turn)
    port1.start()
    port2.postMessage(null)
  })

export const signalNumber = (name: 'SIGINT' | 'SIGTERM' | 'SIGHUP'): number =>
  ({ SIGINT: 2, SIGTERM: 15, SIGHUP: 1 })[name]

/** The content of a file; throws as Node does where there is none. */
function contentOf(path: string): Uint8Array {
  const content = files.get(resolve(path))
  if (content !== undefined) return content
  const code = kindOfFile(path) === 'folder' ? 'EISDIR' : 'ENOENT'
  throw Object.assign(new Error(`${code}: ${dirname(path)}`), { code })
}
