import type { Config } from '../config/config.ts'
import { definitionOf } from '../config/method-reader.ts'
import { quoted } from '../config/show.ts'
import { unpacked } from '../data/packed-columns.ts'
import type { Part } from '../data/part.ts'
import { InputError } from '../errors.ts'
import { exampleShape, maskOf, repeatRows, sliceBatch } from './batch.ts'
import { ensembleOf } from './ensemble-of.ts'
import { layerOfIndices } from './layer-of-indices.ts'
import type { Learner } from './learner.ts'

/**
 * Makes sure that a layer that takes indices and stands behind others gets such of them, as a pass of the first row tells.
 *
 * @throws InputError with its place
 */
export function checkInnerIndices(
  config: Config,
  { model, inputShape }: Pick<Learner, 'model' | 'inputShape'>,
  part: Part,
): void {
  if (layerOfIndices(config) === null) return
  const ensemble = ensembleOf(config, 1)
  const members = ensemble?.way === 'sharedWeights' ? ensemble.members : 1
  const row = sliceBatch(part, 0, 1, exampleShape(part, inputShape))
  const { inputs, lengths } = repeatRows(row, members)
  try {
    model.call(inputs, { training: false, ...maskOf(inputs, lengths) })
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new InputError(
      `model.${error.message}; it stands first, or behind layers that leave numbers as they are`,
    )
  }
}

/**
 * Makes sure that inputs are indices where the first layer takes such, before a step meets one that is none.
 *
 * @throws InputError with the row and the column of the first that is none
 */
export function checkIndices(
  { catalogue, model: { layers } }: Pick<Config, 'catalogue' | 'model'>,
  features: readonly string[],
  part: Pick<Part, 'inputs' | 'packed' | 'rows' | 'rowNumbers'>,
): void {
  const [first] = layers
  if (!first || definitionOf(catalogue, 'layer', first.method).inputs !== 'indices') return
  const { indices } = first.options
  if (typeof indices !== 'number') return
  const { rows, rowNumbers } = part
  const inputs = unpacked(part.inputs, part.packed)
  const wrong = inputs.findIndex(
    (value) => !(Number.isInteger(value) && value >= 0 && value < indices),
  )
  if (wrong < 0) return
  const row = rowNumbers[Math.floor((wrong * rows) / inputs.length)]
  const column = quoted(features[wrong % features.length] ?? '')
  throw new InputError(
    `model.layers.0.${first.method}: takes whole numbers from 0 to ${indices - 1}, got ${inputs[wrong]} for column ${column} in row ${row}; indices says how many there are, and data.scale: none leaves them as they are`,
  )
}
