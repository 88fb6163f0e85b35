import { existsSync, realpathSync } from 'node:fs'
import { InputError } from '../errors.ts'
import { AtomicFile } from '../run/atomic-write.ts'

/**
 * Fills a file with text that comes piece by piece; it appears under its name when all is there.
 *
 * @throws InputError if the file cannot be made; what `fill` throws, and then no file is left
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

function openOutput(path: string): AtomicFile {
  try {
    return new AtomicFile(path)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new InputError({ place: path, message: `cannot be written: ${reason}` }, { cause: error })
  }
}

/** @throws InputError if both paths are one file */
export function refuseSameFile(input: string, output: string): void {
  if (!existsSync(input) || !existsSync(output)) return
  if (realpathSync(input) !== realpathSync(output)) return
  throw new InputError({
    place: output,
    message: 'is the file to be predicted; name another output so that it stays as it is',
  })
}
