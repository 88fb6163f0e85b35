import { basename, dirname, join } from 'node:path'
import { Rng } from '@sobolev/core'
import { PassEnsemble } from '@sobolev/nn'
import type { Config } from '../config/config.ts'
import { parseTrainedConfig } from '../config/load.ts'
import { listed, quoted } from '../config/show.ts'
import { featureNames, type Preprocessing, taskOf } from '../data/preprocessing.ts'
import { preprocessingFromJSON } from '../data/preprocessing-from-json.ts'
import { labelPaths, labelsBeside } from '../data/read-idx.ts'
import { InputError } from '../errors.ts'
import { type Description, readCheckpoint } from '../run/checkpoint.ts'
import { buildLearner } from './learner.ts'
import { type Measure, measuresOf } from './measures.ts'
import { memberCount } from './member-tensors.ts'
import { type Predictor, predictorOf } from './predictor.ts'
import { restoreSchedules } from './restore-training.ts'
import { assignStored } from './stored-weights.ts'

/** A learner as a checkpoint holds it. */
export interface Restored {
  readonly config: Config
  readonly learner: Predictor
  readonly preprocessing: Preprocessing
  /** What its runs measure beside the loss. */
  readonly measures: readonly Measure[]
  /** The files it was trained, validated and tested on. */
  readonly data: Description['data']
  /** Names of the classes in the order of the outputs; empty in regression. */
  readonly classes: readonly string[]
}

/** The settings that say how a file is read; all others are part of what was trained. */
const readingKeys = ['delimiter', 'comment', 'header', 'missingValues', 'missingTarget'] as const

/**
 * Builds the model that a checkpoint describes and gives it its weights.
 *
 * @param overrides of the settings that say how a file is read, such as `data.delimiter=;`, of what is measured, such as
 * `metrics.fgsm=0.1`, and of where files with methods of the user's own have gone, such as `use.0.file=new/place.ts`
 * @throws InputError naming the file if it is damaged, or if weights and config do not go together;
 * naming an override that would change what was trained
 */
export async function restore(path: string, overrides: readonly string[] = []): Promise<Restored> {
  refuseOtherOverrides(overrides)
  const checkpoint = readCheckpoint(path)
  const { description, weights } = checkpoint
  const moved = overrides.filter((text) => isMovedMethods(keyOf(text)))
  const trained = await parseTrainedConfig(description.config, path, moved)
  const config =
    overrides.length === moved.length
      ? trained
      : await parseTrainedConfig(description.config, path, overrides)
  const stored = preprocessingFromJSON(description.preprocessing, path)
  const changed = readingKeys.filter((key) =>
    overrides.some((text) => isWithin(keyOf(text), `data.${key}`)),
  )
  const preprocessing = {
    ...stored,
    ...Object.fromEntries(changed.map((key) => [key, config.data[key]])),
  }
  const { target } = preprocessing
  if (config.data.target !== target.name) {
    const names = `its config predicts ${quoted(config.data.target)}, its preprocessing ${quoted(target.name)}`
    throw new InputError({
      place: path,
      message: `a checkpoint that contradicts itself: ${names}; give a checkpoint that training wrote`,
    })
  }
  const classes = target.kind === 'classes' ? target.classes : []
  const { shape, sequence } = preprocessing
  const problem = {
    task: taskOf(preprocessing),
    features: featureNames(preprocessing),
    classes,
    shape,
    preprocessing,
    steps: sequence?.steps,
    sequenceTarget: sequence?.target,
  }
  // A small damaged file must not ask for a huge model; a small one is built to say what differs.
  const size = [...weights.values()].reduce((sum, { data }) => sum + data.length, 0)
  // The initial weights are replaced at once: their source does not matter.
  const single = buildLearner(config, problem, new Rng(0), {
    maxParameters: Math.max(size, 1_000_000),
  })
  const learner = predictorOf(config, single, memberCount(weights.keys()))
  assignStored(learner.variables, weights, path)
  if (learner.ensemble instanceof PassEnsemble) restoreSchedules(checkpoint, path, single.observing)
  const data = description.data.map((source) => {
    if (source.path === trained.data.file) return { ...source, path: config.data.file }
    if (!labelPaths(trained.data.file).includes(source.path)) return source
    // The labels go where the images go.
    const fallback = join(dirname(config.data.file), basename(source.path))
    return { ...source, path: labelsBeside(config.data.file) ?? fallback }
  })
  const measures = measuresOf(config, problem)
  return { config, learner, preprocessing, measures, classes, data }
}

/** The key of an override, such as `data.missingValues.add`. */
export const keyOf = (override: string): string => (override.split('=')[0] ?? '').trim()

/** Whether a key says where a file of `use` is; its digest stays what it was. */
const isMovedMethods = (key: string): boolean => /^use\.\d+\.file$/.test(key)

/** Whether a key says what is measured, or where methods are found: what was trained, and on which rows, stays. */
export const changesNoModel = (key: string): boolean =>
  isMovedMethods(key) || isWithin(key, 'metrics')

const isWithin = (key: string, other: string): boolean =>
  key === other || key.startsWith(`${other}.`)

function refuseOtherOverrides(overrides: readonly string[]): void {
  const known = ['data.file', ...readingKeys.map((key) => `data.${key}`)]
  const faults = overrides
    .map(keyOf)
    .filter((key) => !changesNoModel(key) && !known.some((other) => isWithin(key, other)))
    .map((key) => ({
      place: `--set ${key}`,
      message: `a trained model takes only ${listed([...known, 'metrics', 'use.0.file'])}; train again for anything else`,
    }))
  if (faults.length > 0) throw new InputError(faults)
}
