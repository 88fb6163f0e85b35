import {
  encodeSafetensorsInChunks,
  parseUntrustedJson,
  type StoredFile,
  type StoredTensor,
} from '@sobolev/nn'
import * as z from 'zod'
import { featureNames, type Preprocessing, taskOf } from '../data/preprocessing.ts'
import { preprocessingFromJSON } from '../data/preprocessing-from-json.ts'
import { InputError } from '../errors.ts'
import { writeFileAtomic } from './atomic-write.ts'
import { contentDigest } from './digest.ts'
import { readSafetensors } from './safetensors.ts'

const figures = z.record(z.string(), z.number().nullable())

const descriptionSchema = z.strictObject({
  format: z.literal(3),
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
  /** How the columns of a file become the model's inputs: a `Preprocessing` as JSON. */
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
  /** What training remembers beside tensors, as JSON; left out by earlier versions. */
  progress: z.string().exactOptional(),
})

/** What a checkpoint holds beside its tensors: all that predicting needs, and where the model came from. */
export type Description = z.output<typeof descriptionSchema>

/** A model at one moment of its training. */
export interface Checkpoint {
  /** By the module's dotted path, such as `layers.0.kernel`. */
  readonly weights: ReadonlyMap<string, StoredTensor>
  /** The optimizer's state, such as `adam.firstMoment.layers.0.kernel`. */
  readonly optimizer: ReadonlyMap<string, StoredTensor>
  /**
   * What else training remembers: `penalties.flat.vector`, and with an average of the weights its own state, and
   * under `weights` those that are trained.
   */
  readonly training: ReadonlyMap<string, StoredTensor>
  readonly description: Description
}

const prefixes = { weights: 'model/', optimizer: 'optimizer/', training: 'training/' } as const
const metadataKey = 'sobolev'
const digestKey = 'sobolev.sha256'

/**
 * Writes a checkpoint as one safetensors file, atomically. Weights have names under `model/`, the
 * optimizer's state under `optimizer/`, what else training remembers under `training/`; the metadata hold the description as JSON (`sobolev`) and the
 * digest of it all (`sobolev.sha256`), which reading checks.
 */
export function writeCheckpoint(path: string, checkpoint: Checkpoint): void {
  writeFileAtomic(path, encodeCheckpoint(checkpoint))
}

/** The bytes of a checkpoint's file, in chunks that share the tensors' memory. */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array[] {
  const tensors = new Map<string, StoredTensor>()
  for (const part of ['weights', 'optimizer', 'training'] as const) {
    for (const [name, tensor] of checkpoint[part]) tensors.set(prefixes[part] + name, tensor)
  }
  const description = JSON.stringify(checkpoint.description)
  const metadata = new Map([
    [metadataKey, description],
    [digestKey, contentDigest(tensors, description)],
  ])
  return encodeSafetensorsInChunks({ tensors, metadata })
}

/**
 * Reads a checkpoint and checks all of it.
 *
 * @throws InputError naming the file if it is missing, cut off, damaged, or not one of this program; if
 * a weight is not finite; or if what it says of its columns and classes contradicts itself
 */
export function readCheckpoint(path: string): Checkpoint {
  return checkpointOf(readSafetensors(path), path)
}

/** Takes a safetensors file for a checkpoint, as `readCheckpoint`; `path` names it in messages. */
export function checkpointOf({ tensors, metadata }: StoredFile, path: string): Checkpoint {
  const fault = (what: string, cause?: unknown): InputError =>
    new InputError(
      { place: path, message: `${what}; give a checkpoint that training wrote` },
      { cause },
    )
  const text = metadata.get(metadataKey)
  if (text === undefined) {
    throw fault(`a safetensors file, but no checkpoint: its metadata lacks "${metadataKey}"`)
  }
  const digest = metadata.get(digestKey)
  if (digest === undefined) {
    throw fault(`a checkpoint without a digest, as earlier versions wrote it, which may be damaged`)
  }
  if (digest !== contentDigest(tensors, text)) {
    throw fault('a damaged checkpoint: its content is not what its digest was taken of')
  }
  const description = parseDescription(text, fault)
  const partOf = (prefix: string): Map<string, StoredTensor> =>
    new Map(
      Array.from(tensors).flatMap(([name, tensor]) =>
        name.startsWith(prefix) ? [[name.slice(prefix.length), tensor] as const] : [],
      ),
    )
  const weights = partOf(prefixes.weights)
  for (const [name, { data }] of weights) {
    const bad = data.find((value) => !Number.isFinite(value))
    if (bad !== undefined) throw fault(`a checkpoint of no use: ${name} holds ${bad}`)
  }
  checkColumns(description, preprocessingFromJSON(description.preprocessing, path), fault)
  return {
    weights,
    optimizer: partOf(prefixes.optimizer),
    training: partOf(prefixes.training),
    description,
  }
}

type MakeFault = (what: string, cause?: unknown) => InputError

function parseDescription(text: string, fault: MakeFault): Description {
  let value: unknown
  try {
    value = parseUntrustedJson(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw fault(`a damaged checkpoint: of its description, ${reason}`, error)
  }
  const parsed = descriptionSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const where = issue === undefined ? '' : `${issue.path.join('.')}: ${issue.message}`
  throw fault(`a checkpoint of another version, or a damaged one: ${where}`, parsed.error)
}

/** Makes sure that the description repeats what the preprocessing says. */
function checkColumns(
  { task, features, classes }: Description,
  preprocessing: Preprocessing,
  fault: MakeFault,
): void {
  const { target } = preprocessing
  const repeated = {
    task: taskOf(preprocessing),
    features: featureNames(preprocessing),
    classes: target.kind === 'classes' ? target.classes : [],
  }
  for (const [name, value] of Object.entries({ task, features, classes })) {
    const other = Object.entries(repeated).find(([key]) => key === name)?.[1]
    if (JSON.stringify(value) !== JSON.stringify(other)) {
      throw fault(`a checkpoint that contradicts itself: its ${name} are not its preprocessing's`)
    }
  }
}
