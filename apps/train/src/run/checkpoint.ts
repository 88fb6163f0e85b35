import { z } from 'zod'
import { InputError } from '../errors.ts'
import { readSafetensors, writeSafetensors } from './safetensors.ts'
import type { StoredTensor } from './safetensors-format.ts'

const figures = z.record(z.string(), z.number().nullable())

const descriptionSchema = z.strictObject({
  format: z.literal(1),
  /** Epochs that were finished when this was written. */
  epoch: z.int().nonnegative(),
  /** Optimizer steps that were taken. */
  step: z.int().nonnegative(),
  seed: z.int().nonnegative(),
  task: z.enum(['classification', 'regression']),
  /** The model's input columns, one-hot columns as `island=Biscoe`. */
  features: z.array(z.string()),
  /** Class names in the order of the outputs; empty in regression. */
  classes: z.array(z.string()),
  /** What the columns of a file become inputs by, as the preprocessing itself writes it. */
  preprocessing: z.unknown(),
  /** The files it was trained, validated and tested on. */
  data: z.array(
    z.strictObject({
      path: z.string(),
      sha256: z.string(),
      rows: z.int().nonnegative(),
      bytes: z.int().nonnegative(),
    }),
  ),
  /** The whole config as YAML, every default spelled out. */
  config: z.string(),
  /** Validation metrics after `epoch`; null before the first, or in the middle of an epoch. */
  validation: figures.nullable(),
})

/** All that is needed beside the numbers to predict with a model, or to look where it came from. */
export type Description = z.output<typeof descriptionSchema>

/** A model at one moment of its training. */
export interface Checkpoint {
  /** By the module's dotted path, such as `layers.0.kernel`. */
  readonly weights: ReadonlyMap<string, StoredTensor>
  /** The optimizer's state, such as `adam.firstMoment.layers.0.kernel`. */
  readonly optimizer: ReadonlyMap<string, StoredTensor>
  readonly description: Description
}

const prefixes = { weights: 'model/', optimizer: 'optimizer/' } as const
const metadataKey = 'sobolev'

/**
 * Writes a checkpoint as one safetensors file, atomically. Weights have names under `model/`, the
 * optimizer's state under `optimizer/`; the description is JSON in the metadata's entry `sobolev`.
 */
export function writeCheckpoint(path: string, checkpoint: Checkpoint): void {
  const tensors = new Map<string, StoredTensor>()
  for (const part of ['weights', 'optimizer'] as const) {
    for (const [name, tensor] of checkpoint[part]) tensors.set(prefixes[part] + name, tensor)
  }
  const metadata = new Map([[metadataKey, JSON.stringify(checkpoint.description)]])
  writeSafetensors(path, { tensors, metadata })
}

/**
 * Reads a checkpoint and checks all of it.
 *
 * @throws InputError naming the file if it is missing, cut off, damaged, or not one of this program
 */
export function readCheckpoint(path: string): Checkpoint {
  const { tensors, metadata } = readSafetensors(path)
  const weights = new Map<string, StoredTensor>()
  const optimizer = new Map<string, StoredTensor>()
  for (const [name, tensor] of tensors) {
    if (name.startsWith(prefixes.weights)) weights.set(name.slice(prefixes.weights.length), tensor)
    else if (name.startsWith(prefixes.optimizer)) {
      optimizer.set(name.slice(prefixes.optimizer.length), tensor)
    }
  }
  return { weights, optimizer, description: parseDescription(path, metadata.get(metadataKey)) }
}

function parseDescription(path: string, text: string | undefined): Description {
  const fault = (what: string, cause?: unknown): InputError =>
    new InputError(
      { place: path, message: `${what}; give a checkpoint that training wrote` },
      { cause },
    )
  if (text === undefined) {
    throw fault(`a safetensors file, but no checkpoint: its metadata lacks "${metadataKey}"`)
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw fault('a damaged checkpoint: its description is not JSON', error)
  }
  const parsed = descriptionSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const where = issue === undefined ? '' : `${issue.path.join('.')}: ${issue.message}`
  throw fault(`a checkpoint of another version, or a damaged one: ${where}`, parsed.error)
}
