import { readFileSync } from 'node:fs'
import {
  decodeSafetensors,
  encodeSafetensorsInChunks,
  SafetensorsError,
  type StoredFile,
} from '@sobolev/nn'
import { InputError } from '../errors.ts'
import { writeFileAtomic } from './atomic-write.ts'

/**
 * Reads a safetensors file, checking all of it before any tensor is made. The only large
 * allocation is the file's own content, whatever its header claims.
 *
 * @throws InputError naming the file and the first fault: missing, or what `decodeSafetensors` finds
 */
export function readSafetensors(path: string): StoredFile {
  let bytes: Uint8Array
  try {
    bytes = readFileSync(path)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new InputError({ place: path, message: `cannot be read: ${reason}` }, { cause: error })
  }
  return decodeFile(bytes, path)
}

/** Takes the content of a file for safetensors, as `readSafetensors`; tensors may share `bytes`' memory. */
export function decodeFile(bytes: Uint8Array, path: string): StoredFile {
  try {
    return decodeSafetensors(bytes)
  } catch (error) {
    if (error instanceof SafetensorsError) {
      throw new InputError({ place: path, message: `${error.reason}; ${wayOut}` })
    }
    throw error
  }
}

/** Writes a safetensors file atomically. @throws if the header would pass the format's limit */
export function writeSafetensors(path: string, file: StoredFile): void {
  writeFileAtomic(path, encodeSafetensorsInChunks(file))
}

const wayOut = 'give a checkpoint that training wrote, copied as a whole'
