import type { Checkpoint } from '../run/checkpoint.ts'
import { weightsDigest } from '../run/digest.ts'
import type { RunFolder } from '../run/run-folder.ts'
import type { Progressed } from './fit.ts'
import type { Prepared } from './prepare.ts'
import type { RunResult } from './records.ts'

/** How a run ended, beside what was prepared for it. */
export interface RunEnd extends Progressed {
  readonly bestEpoch: number
  /** The name of the file of the final weights, and its content. */
  readonly checkpoint: RunResult['checkpoint']
  readonly final: Checkpoint
  readonly seconds: number
}

/** The result of a run that ended in order. */
export function resultOf(prepared: Prepared, folder: RunFolder, end: RunEnd): RunResult {
  const { config, dataset, trainer } = prepared
  const whole = end.epoch === config.training.epochs
  return {
    status: end.interrupted ? 'interrupted' : whole ? 'finished' : 'stoppedEarly',
    name: config.name,
    run: folder.path,
    seed: config.seed,
    rows: { training: dataset.training.rows, validation: dataset.validation.rows },
    features: dataset.features.length,
    parameters: trainer.learner.parameters,
    notices: dataset.notices,
    epochs: end.epoch,
    bestEpoch: end.bestEpoch,
    steps: end.step,
    checkpoint: end.checkpoint,
    validation: end.final.description.validation,
    digest: weightsDigest(end.final.weights),
    seconds: end.seconds,
  }
}
