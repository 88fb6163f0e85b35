import { encodeSafetensorsInChunks } from '@sobolev/nn'
import { weightsDigest } from '../run/digest.ts'
import { ownVersion } from '../run/package-versions.ts'
import type { Restored } from '../train/restore.ts'
import { toStored, valuesOf } from '../train/stored-weights.ts'

/**
 * The weights of a model as the bytes of a safetensors file: each under its path in the model, such as
 * `layers.0.kernel`, and metadata with the format, the name of the run, its classes, its inputs and the digest of the
 * weights.
 */
export function exportSafetensors({
  learner,
  config,
  classes,
  preprocessing,
}: Restored): Uint8Array[] {
  const tensors = toStored(valuesOf(learner.variables))
  const metadata = new Map([
    ['format', 'sobolev'],
    ['producer', `sobolev ${ownVersion()}`],
    ['name', config.name],
    ['target', preprocessing.target.name],
    ['classes', JSON.stringify(classes)],
    ['preprocessing', JSON.stringify(preprocessing)],
    [
      'model',
      JSON.stringify(config.model.layers.map(({ method, options }) => ({ method, options }))),
    ],
    ['weights_sha256', weightsDigest(tensors)],
  ])
  return encodeSafetensorsInChunks({ tensors, metadata })
}
