import { checkOptions, type OptionKinds, type Tree, type Variable } from '@sobolev/core'
import { variablesOf } from '../modules/flatten.ts'
import type { Module } from '../modules/module.ts'
import type { Bytes } from './bytes.ts'
import { type FittedWeights, type FitWeightsOptions, fitWeights } from './fit-weights.ts'
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts'
import { toFile } from './stored-tensors.ts'

/** Options of `saveWeights`. */
export interface SaveWeightsOptions {
  /** Texts that are kept beside the weights, such as the names of classes. */
  readonly metadata?: Readonly<Record<string, string>>
}

const saveKinds: OptionKinds<SaveWeightsOptions> = { metadata: 'any' }
const loadKinds: OptionKinds<FitWeightsOptions> = {
  partial: 'boolean',
  prefix: 'string',
  names: 'function',
  cast: 'boolean',
}

/** What `loadWeights` found. */
export interface LoadedWeights extends FittedWeights {
  /** The texts beside the weights. */
  readonly metadata: Readonly<Record<string, string>>
}

/**
 * The values of all variables of a model, or of a nesting of variables, as the bytes of a safetensors file, under their
 * dotted paths. Equal weights give equal bytes. Python reads them with `safetensors.torch.load`; `loadWeights` does here.
 *
 * ```ts
 * await writeFile('model.safetensors', saveWeights(model)) // Node
 * const file = new Blob([saveWeights(model)]) // a browser, to be downloaded
 * ```
 *
 * @see tf.keras.Model.save_weights, torch.save(model.state_dict()), flax.serialization
 */
export function saveWeights(
  model: Module | Tree<Variable>,
  options: SaveWeightsOptions = {},
): Bytes {
  const { metadata = {} } = checkOptions('saveWeights', options, saveKinds)
  const values = Object.entries(variablesOf('saveWeights', model)).map(
    ([path, variable]) => [path, variable.value] as const,
  )
  return encodeSafetensors(toFile(values, { format: 'sobolev', ...metadata }))
}

/**
 * Gives the variables of a model, or of a nesting, the values of a safetensors file, matched by their dotted paths.
 *
 * ```ts
 * loadWeights(model, await readFile('model.safetensors')) // Node
 * loadWeights(model, await (await fetch('model.safetensors')).arrayBuffer()) // a browser
 * loadWeights(model, bytes, { prefix: 'model/' }) // a checkpoint of the command line
 * loadWeights(model, bytes, { partial: true }) // the layers that it shares with another model
 * ```
 *
 * Nothing has changed where it throws: a SafetensorsError for bytes that are no whole file, a TypeError that names all
 * that is missing, unexpected, or of another shape or dtype; a ShapeError or DTypeError where this is all that is wrong.
 *
 * @see tf.keras.Model.load_weights, torch.nn.Module.load_state_dict
 */
export function loadWeights(
  model: Module | Tree<Variable>,
  bytes: Uint8Array | ArrayBuffer,
  options: FitWeightsOptions = {},
): LoadedWeights {
  const given = checkOptions('loadWeights', options, loadKinds)
  const variables = variablesOf('loadWeights', model)
  const { tensors, metadata } = decodeSafetensors(bytes)
  const { values, ...fitted } = fitWeights('loadWeights', variables, tensors, given)
  for (const [variable, value] of values) variable.assign(value)
  return { ...fitted, metadata: Object.fromEntries(metadata) }
}
