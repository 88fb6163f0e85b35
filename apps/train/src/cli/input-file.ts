import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { areImages } from '#images'
import { CsvSource } from '../data/csv-source.ts'
import { displayPath } from '../data/display-path.ts'
import { storedBlocks } from '../data/file-bytes.ts'
import { startsAsIdx } from '../data/idx-format.ts'
import { InputError } from '../errors.ts'
import { explainWriteFailure, WriteError, writingTo } from '../write-error.ts'
import type { CommandIo } from './io.ts'
import { pathOf } from './paths.ts'

/** Standard input, as most programs name it. */
const STANDARD_INPUT = '-'

/** What the command line names to be read. */
export type InputFile =
  /** A CSV file or a pipe whose rows are read once, in order. */
  | { readonly kind: 'rows'; readonly source: CsvSource }
  /** What is read as a whole. */
  | {
      readonly kind: 'whole'
      readonly path: string
      /** Replaces the path of a temporary copy in a text by the user's name for the file. */
      readonly rename: (text: string) => string
    }

/**
 * Uses what the command line names: a file, standard input (`-`) or a pipe. What is read as a whole, images and
 * sequences, is kept in a temporary file for the while where it is a pipe. Messages name what the user named.
 *
 * @param isWhole whether rows too are read as a whole
 */
export async function withInputFile<T>(
  io: CommandIo,
  name: string,
  isWhole: boolean,
  use: (file: InputFile) => Promise<T>,
): Promise<T> {
  const path = pathOf(io, name)
  const isStandard = name === STANDARD_INPUT
  const kind = isStandard ? undefined : statSync(path, { throwIfNoEntry: false })
  if (!isStandard && (kind === undefined || kind.isFile() || kind.isDirectory())) {
    return isWhole || (await areImages(path))
      ? use({ kind: 'whole', path, rename: (text) => text })
      : use({ kind: 'rows', source: CsvSource.file(path) })
  }
  const shown = isStandard ? 'standard input' : name
  const source = CsvSource.pipe(shown, isStandard ? io.stdin : storedBlocks(path), io.signal)
  return isWhole || startsAsIdx(await source.start())
    ? withCopy(source, use)
    : use({ kind: 'rows', source })
}

async function withCopy<T>(source: CsvSource, use: (file: InputFile) => Promise<T>): Promise<T> {
  const folder = writingTo(tmpdir(), () => mkdtempSync(join(tmpdir(), 'sobolev-input-')))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  // Also where the reader of the output has gone, which ends the process.
  process.once('exit', remove)
  const copy = join(folder, 'input.csv')
  const rename = (text: string): string =>
    text.replaceAll(displayPath(copy), source.place).replaceAll(copy, source.place)
  try {
    await pipeline(source.blocks(), createWriteStream(copy))
    return await use({ kind: 'whole', path: copy, rename })
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
    process.off('exit', remove)
    remove()
  }
}
