import { Rng } from '@sobolev/core'
import type { Config } from '../config/config.ts'
import { parseConfig } from '../config/load.ts'
import {
  featureNames,
  type Preprocessing,
  preprocessingFromJSON,
  taskOf,
} from '../data/preprocessing.ts'
import { type Description, readCheckpoint } from '../run/checkpoint.ts'
import { buildLearner, type Learner } from './learner.ts'
import { assignStored } from './stored-weights.ts'

/** A learner as a checkpoint holds it. */
export interface Restored {
  readonly config: Config
  readonly learner: Learner
  readonly preprocessing: Preprocessing
  /** The files it was trained, validated and tested on. */
  readonly data: Description['data']
  /** Names of the classes in the order of the outputs; empty in regression. */
  readonly classes: readonly string[]
}

/**
 * Builds the model that a checkpoint describes and gives it its weights.
 *
 * @throws InputError naming the file if it is damaged, or if weights and config do not go together
 */
export function restore(path: string): Restored {
  const { description, weights } = readCheckpoint(path)
  const config = parseConfig(description.config, path)
  const preprocessing = preprocessingFromJSON(description.preprocessing, path)
  const { target } = preprocessing
  const classes = target.kind === 'classes' ? target.classes : []
  const problem = { task: taskOf(preprocessing), features: featureNames(preprocessing), classes }
  // A small damaged file must not ask for a huge model; a small one is built to say what differs.
  const stored = [...weights.values()].reduce((sum, { data }) => sum + data.length, 0)
  // The initial weights are replaced at once: their source does not matter.
  const learner = buildLearner(config, problem, new Rng(0), Math.max(stored, 1_000_000))
  assignStored(learner.variables, weights, path)
  return { config, learner, preprocessing, classes, data: description.data }
}
