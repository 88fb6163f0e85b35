import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/**
 * Replaces a file so that at every moment, through a crash or a power cut too, its name holds
 * either the whole old content or the whole new one.
 *
 * The chunks go to a temporary name in the same folder (`.<name>.<random>.tmp`), are synced to the
 * disk and renamed over `path`; then the folder is synced, which makes the rename itself last. On
 * any failure the temporary file is removed, `path` is left as it was, and the error is thrown on.
 * A process killed in between leaves the temporary file behind, never a torn `path`.
 */
export function writeFileAtomic(path: string, chunks: Iterable<Uint8Array>): void {
  const folder = dirname(path)
  const temporary = join(folder, `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`)
  const file = openSync(temporary, 'wx')
  try {
    try {
      for (const chunk of chunks) writeWhole(file, chunk)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
  syncFolder(folder)
}

/** Writes a text file as `writeFileAtomic` does, in UTF-8. */
export function writeTextAtomic(path: string, text: string): void {
  writeFileAtomic(path, [new TextEncoder().encode(text)])
}

/** Syncs a folder's entries to the disk, where the platform lets a folder be opened (not Windows). */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function writeWhole(file: number, chunk: Uint8Array): void {
  // One write may take fewer bytes than it is given: past 2 GiB on Linux, or on a full disk.
  for (let done = 0; done < chunk.length; ) done += writeSync(file, chunk, done)
}
