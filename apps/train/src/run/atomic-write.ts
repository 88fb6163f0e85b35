import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { writingTo } from '../write-error.ts'

/**
 * A file that is replaced atomically: its path holds the whole old content until `commit` and the whole
 * new content afterwards, also through a crash or a power cut.
 *
 * What is written goes to a temporary name in the same folder (`.<name>.<random>.tmp`); `commit`
 * syncs it to the disk, renames it, and syncs the folder, which makes the rename itself last. A
 * process killed in between leaves the temporary file behind, never a torn file of the name.
 */
export class AtomicFile {
  readonly #path: string
  readonly #temporary: string
  readonly #file: number

  /** Opens the temporary file. Throws `WriteError`, as all of its methods. */
  constructor(path: string) {
    const name = `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`
    this.#path = path
    this.#temporary = join(dirname(path), name)
    this.#file = writingTo(path, () => openSync(this.#temporary, 'wx'))
  }

  /** Adds bytes at the end. */
  write(bytes: Uint8Array): void {
    // One write may take fewer bytes than it is given: past 2 GiB on Linux, or on a full disk.
    writingTo(this.#path, () => {
      for (let done = 0; done < bytes.length; ) done += writeSync(this.#file, bytes, done)
    })
  }

  /** Puts the content under the file's name; if that fails, the temporary file is removed. */
  commit(): void {
    writingTo(this.#path, () => {
      try {
        try {
          fsyncSync(this.#file)
        } finally {
          closeSync(this.#file)
        }
        renameSync(this.#temporary, this.#path)
      } catch (error) {
        this.#removeTemporary()
        throw error
      }
      syncFolder(dirname(this.#path))
    })
  }

  /** Removes the temporary file instead of committing it. */
  discard(): void {
    closeSync(this.#file)
    this.#removeTemporary()
  }

  #removeTemporary(): void {
    try {
      rmSync(this.#temporary, { force: true })
    } catch {
      // On a disk that fails, why nothing could be written matters more.
    }
  }
}

/**
 * Replaces a file's content as a whole, or on any failure leaves it as it was and throws the error
 * on; see `AtomicFile`.
 */
export function writeFileAtomic(path: string, chunks: Iterable<Uint8Array>): void {
  const file = new AtomicFile(path)
  try {
    for (const chunk of chunks) file.write(chunk)
  } catch (error) {
    file.discard()
    throw error
  }
  file.commit()
}

/** Writes a text file as `writeFileAtomic` does, in UTF-8. */
export function writeTextAtomic(path: string, text: string): void {
  writeFileAtomic(path, [new TextEncoder().encode(text)])
}

/** Makes renames in a folder last. Windows, which does not let one be opened, does so by itself. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
