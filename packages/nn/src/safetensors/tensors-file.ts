import { checkOptions, describeValue, Tensor } from '@sobolev/core'
import { checkTensors } from '../check-tensors.ts'
import type { Tensors } from '../tensors.ts'
import type { Bytes } from './bytes.ts'
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts'
import { fromStored, toFile } from './stored-tensors.ts'

/** Options of `saveTensors`. */
export interface SaveTensorsOptions {
  /** Texts that are kept beside the tensors, such as their units. */
  readonly metadata?: Readonly<Record<string, string>>
}

/**
 * Tensors by name as the bytes of a safetensors file.
 *
 * @throws TypeError for what are no tensors by name, or metadata that are no texts
 * @see safetensors.numpy.save, tf.io, jnp.savez
 */
export function saveTensors(tensors: Tensors, options: SaveTensorsOptions = {}): Bytes {
  if (typeof tensors !== 'object' || tensors === null || tensors instanceof Tensor)
    throw new TypeError(
      `saveTensors: must be given tensors by name, such as { x }, got ${describeValue(tensors)}`,
    )
  checkTensors('saveTensors', tensors)
  const { metadata = {} } = checkOptions('saveTensors', options, { metadata: 'any' })
  return encodeSafetensors(toFile(Object.entries(tensors), metadata))
}

/**
 * The tensors of a safetensors file by name, and the texts beside them. U8 becomes int32.
 *
 * @throws SafetensorsError for bytes that are no whole file of dtypes that there are here
 * @see safetensors.numpy.load
 */
export function loadTensors(bytes: Uint8Array | ArrayBuffer): {
  readonly tensors: Readonly<Record<string, Tensor>>
  readonly metadata: Readonly<Record<string, string>>
} {
  const file = decodeSafetensors(bytes)
  const tensors = Array.from(file.tensors, ([name, stored]) => [name, fromStored(stored)] as const)
  return { tensors: Object.fromEntries(tensors), metadata: Object.fromEntries(file.metadata) }
}
