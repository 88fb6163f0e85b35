import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { displayPath } from '../data/display-path.ts'
import { InputError } from '../errors.ts'
import { unlessAborted } from '../run/interrupted-error.ts'
import { explainWriteFailure, WriteError, writingTo } from '../write-error.ts'
import type { CommandIo } from './io.ts'
import { pathOf } from './paths.ts'

/** Standard input, as most programs name it. */
const STANDARD_INPUT = '-'

/** A file to read that the command line names. */
export interface InputFile {
  readonly path: string
  /** Replaces the path of a temporary copy in a text by the user's name for the file. */
  readonly rename: (text: string) => string
}

/**
 * Uses a file named on the command line, which is read more than once: what can be read only once, standard
 * input (`-`) or a pipe, is kept in a temporary file for the while. Messages name what the user named.
 */
export async function withInputFile<T>(
  io: CommandIo,
  name: string,
  use: (file: InputFile) => Promise<T>,
): Promise<T> {
  const path = pathOf(io, name)
  const isStandard = name === STANDARD_INPUT
  const kind = isStandard ? undefined : statSync(path, { throwIfNoEntry: false })
  if (!isStandard && (kind === undefined || kind.isFile() || kind.isDirectory())) {
    return use({ path, rename: (text) => text })
  }
  const folder = writingTo(tmpdir(), () => mkdtempSync(join(tmpdir(), 'sobolev-input-')))
  const copy = join(folder, 'input.csv')
  const shown = isStandard ? 'standard input' : name
  const rename = (text: string): string =>
    text.replaceAll(displayPath(copy), shown).replaceAll(copy, shown)
  try {
    const source = isStandard ? io.stdin : (await open(path)).createReadStream()
    await unlessAborted(io.signal, pipeline(source, createWriteStream(copy)))
    return await use({ path: copy, rename })
  } catch (error) {
    if (error instanceof Error && 'syscall' in error && error.syscall === 'write') {
      const message = `${copy}: cannot be written: ${explainWriteFailure(error)}`
      throw new WriteError(`${message}, or name another folder by TMPDIR`, { cause: error })
    }
    if (!(error instanceof InputError)) throw error
    const faults = error.faults.map(({ place, message }) => ({
      place: rename(place),
      message: rename(message),
    }))
    throw new InputError(faults, { cause: error })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
