import { closeSync, existsSync, openSync, realpathSync, statSync, writeFileSync } from 'node:fs'
import { InputError } from '../errors.ts'
import { AtomicFile } from '../run/atomic-write.ts'
import { explainWriteFailure, WriteError, writingTo } from '../write-error.ts'

/**
 * Writes a file piece by piece; it appears under its name once it is complete. To a pipe or a device the
 * pieces are written at once.
 *
 * @throws InputError if the file cannot be made, WriteError if the disk fails later; what `fill` throws,
 * and then no file is left
 */
export async function fillFile(
  path: string,
  fill: (write: (text: string) => void) => Promise<unknown>,
): Promise<void> {
  const file = openOutput(path)
  const encoder = new TextEncoder()
  try {
    await fill((text) => file.write(encoder.encode(text)))
  } catch (error) {
    file.discard()
    throw error
  }
  file.commit()
}

/** Writes a file as a whole, as `fillFile` does. */
export function writeOutput(path: string, chunks: Iterable<Uint8Array>): void {
  const file = openOutput(path)
  try {
    for (const chunk of chunks) file.write(chunk)
  } catch (error) {
    file.discard()
    throw error
  }
  file.commit()
}

/** A file, pipe or device that is being written. */
type Output = Pick<AtomicFile, 'write' | 'commit' | 'discard'>

function openOutput(path: string): Output {
  try {
    const existing = statSync(path, { throwIfNoEntry: false })
    if (existing === undefined) return new AtomicFile(path)
    return existing.isFile() ? new AtomicFile(realpathSync(path)) : openSpecial(path)
  } catch (error) {
    const message = `cannot be written: ${reasonOf(error)}`
    throw new InputError({ place: path, message }, { cause: error })
  }
}

/** Opens a pipe or a device, such as /dev/null, which must not be replaced by a new file. */
function openSpecial(path: string): Output {
  const file = openSync(path, 'w')
  return {
    write: (bytes) => writingTo(path, () => writeFileSync(file, bytes)),
    commit: () => writingTo(path, () => closeSync(file)),
    discard: () => closeSync(file),
  }
}

function reasonOf(failure: unknown): string {
  const error = failure instanceof WriteError ? failure.cause : failure
  if (!(error instanceof Error)) return String(error)
  switch ('code' in error && error.code) {
    case 'EISDIR':
      return 'it is a folder; name a file in it'
    case 'ENOENT':
      return 'its folder does not exist; make it first'
    default:
      return explainWriteFailure(error)
  }
}

/** `what` the first is, in words. @throws InputError if both paths are one file */
export function refuseSameFile(
  input: string,
  output: string,
  what: string = 'the file to be predicted',
): void {
  if (!existsSync(input) || !existsSync(output)) return
  if (realpathSync(input) !== realpathSync(output)) return
  throw new InputError({
    place: output,
    message: `is ${what}; name another output so that it stays as it is`,
  })
}
