import { storedBytes } from '#platform'
import { joinedBytes } from '../data/joined-bytes.ts'
import { InputError } from '../errors.ts'
import { explainFileError } from '../file-error.ts'
import { tooLong, yamlLimits } from './yaml-limits.ts'

/**
 * Reads a config's text, and no more of the file than a config may have.
 *
 * @throws InputError if it cannot be read, is too long, or is not UTF-8
 */
export async function readText(path: string): Promise<string> {
  const fault = (message: string, cause?: unknown): InputError =>
    new InputError({ place: path, message }, { cause })
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const chunk of storedBytes(path, { end: yamlLimits.bytes })) {
      chunks.push(chunk)
      bytes += chunk.length
    }
  } catch (error) {
    throw fault(explainFileError(error, 'config'), error)
  }
  if (bytes > yamlLimits.bytes) throw fault(tooLong)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(joinedBytes(chunks))
  } catch (error) {
    throw fault('must be UTF-8 text, got other bytes; save the file as UTF-8', error)
  }
}
