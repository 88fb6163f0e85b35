/**
 * What the code that reads configs and tables, and trains, asks of the system it runs on, as Node answers.
 * `browser.ts` answers in a browser; package.json says which of the two `#platform` is.
 */
import { isAscii } from 'node:buffer'
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { constants } from 'node:os'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setImmediate } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { crc32 as crcOf, createGunzip } from 'node:zlib'
import type { Sha256, StoredRange } from './types.ts'

export { basename, dirname, extname, join, relative, resolve, sep } from 'node:path'

/** A SHA-256 that is fed piece by piece. */
export const sha256 = (): Sha256 => createHash('sha256')

/** The CRC-32 of gzip and PNG, as an unsigned number. */
export const crc32 = (bytes: Uint8Array): number => crcOf(bytes)

/** Where relative paths start. */
export const workingDirectory = (): string => process.cwd()

/** The environment variables. */
export const environment = (): Readonly<Record<string, string | undefined>> => process.env

/** The path of a file that this package brings, such as `presets/`. */
export const packageFile = (name: string): string =>
  // Two folders below package.json, in the sources and in the program.
  fileURLToPath(new URL(`../../${name}`, import.meta.url))

/** The bytes of a file as they are stored; it is opened when the first are asked for. */
export async function* storedBytes(path: string, range: StoredRange): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path, { highWaterMark: range.blockBytes, end: range.end })
}

/** How many bytes a file has. Rejects where there is none. */
export const fileSize = async (path: string): Promise<number> => (await stat(path)).size

/** What is at a path. */
export function kindOfFile(path: string): 'file' | 'folder' | null {
  if (!existsSync(path)) return null
  return statSync(path).isDirectory() ? 'folder' : 'file'
}

/** The names of what is in a folder. */
export const namesIn = (folder: string): string[] => readdirSync(folder)

/**
 * What gzip unpacks to, piece by piece.
 *
 * @param damaged the error for what is no gzip, or not all of it
 */
export async function* gunzipped(
  packed: AsyncIterable<Uint8Array>,
  blockBytes: number,
  damaged: (cause: unknown) => Error,
): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: blockBytes })
  // A failure of the pipeline ends the iteration below, which tells it.
  pipeline(Readable.from(packed), gunzip).catch(() => {})
  try {
    for await (const chunk of gunzip) if (chunk instanceof Uint8Array) yield chunk
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    throw code.startsWith('Z_') ? damaged(error) : error
  }
}

/** Bytes as text where all are ASCII, faster than a decoder would; `null` where they are not. */
export const asciiText = ({ buffer, byteOffset, length }: Uint8Array): string | null => {
  const bytes = Buffer.from(buffer, byteOffset, length)
  return isAscii(bytes) ? bytes.toString('latin1') : null
}

/** A copy of a text that does not keep the larger one in memory that it was cut from. */
export const copyOfText = (text: string): string => Buffer.from(text).toString()

/** Lets the event loop run once. */
export const nextTurn = (): Promise<void> => setImmediate()

/** The number of a signal. */
export const signalNumber = (name: 'SIGINT' | 'SIGTERM' | 'SIGHUP'): number =>
  constants.signals[name]
