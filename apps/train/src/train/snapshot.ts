import type { Config } from '../config/config.ts'
import { writeConfig } from '../config/write.ts'
import type { Dataset } from '../data/dataset.ts'
import type { Checkpoint } from '../run/checkpoint.ts'
import type { EvaluatedModel } from './evaluated-model.ts'
import type { PartFigures } from './figures.ts'
import { toStored } from './stored-weights.ts'
import type { Trainer } from './trainer.ts'
import { type TrainingProgress, writeProgress } from './training-progress.ts'

/** Makes checkpoints of a run: what does not change in it is prepared once. */
export type TakeSnapshot = (
  progress: TrainingProgress,
  validation: PartFigures | null,
) => Checkpoint

/** A function that makes a checkpoint of the trainer as it is at the call, without copying numbers. */
export function snapshotsOf(
  config: Config,
  dataset: Dataset,
  trainer: Trainer,
  evaluated: EvaluatedModel,
): TakeSnapshot {
  const { task, features, classes, preprocessing, sources } = dataset
  const data = sources.map(({ path, sha256, rows, bytes }) => ({ path, sha256, rows, bytes }))
  const fixed = { task, features: [...features], classes: [...classes], preprocessing, data }
  const text = writeConfig(config)
  return (progress, validation) => ({
    weights: toStored(evaluated.weights(trainer)),
    optimizer: toStored(trainer.optimizer.state()),
    training: toStored({ ...trainer.remembered(), ...evaluated.remembered(trainer) }),
    description: {
      format: 3,
      epoch: progress.position.epoch,
      step: progress.position.step,
      seed: config.seed,
      ...fixed,
      config: text,
      validation: validation === null ? null : { ...validation },
      progress: writeProgress(progress),
    },
  })
}
