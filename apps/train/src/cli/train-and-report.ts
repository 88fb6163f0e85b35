import type { Follower } from '../report/follow-training.ts'
import { InterruptedError } from '../run/interrupted-error.ts'
import { jsonText } from '../run/json-text.ts'
import type { RunFolder } from '../run/run-folder.ts'
import type { Prepared } from '../train/prepare.ts'
import { type Resumption, runTraining } from '../train/run-training.ts'
import type { RunListener } from '../train/train-member.ts'
import type { TrainingProgress } from '../train/training-progress.ts'
import type { CommandIo } from './io.ts'
import { shownPath } from './paths.ts'
import { summary } from './train-report.ts'
import { showTraining } from './training-display.ts'

/** How a training is shown. */
export interface ReportOptions {
  readonly json?: boolean
  readonly quiet?: boolean
}

/** What there may be beside a training. */
export interface FollowedTraining {
  /** Of a run that goes on. */
  readonly resumption?: Resumption
  readonly follower?: Follower | null
}

/**
 * Trains what was prepared in a run's folder, with its progress on stderr and its result on stdout.
 *
 * @throws InterruptedError after a signal, and what `runTraining` throws
 */
export async function trainAndReport(
  prepared: Prepared,
  folder: RunFolder,
  { json = false, quiet = false }: ReportOptions,
  io: CommandIo,
  { resumption, follower }: FollowedTraining = {},
): Promise<void> {
  const done = resumption?.point ? shareDone(prepared, resumption.point.progress) : 0
  const { isTogether, trainings } = prepared.evaluated
  const display = showTraining(io, prepared.config.training.epochs, quiet, {
    ...{ done, together: isTogether ? trainings : 1 },
  })
  const { onStep, onNotice } = display
  const listener: RunListener = {
    ...{ signal: io.signal, onStep, onNotice },
    onEpoch(record, best) {
      display.onEpoch(record, best)
      follower?.onEpoch(record)
    },
  }
  const result = await runTraining(prepared, folder, listener, resumption).finally(display.stop)
  if (json) io.stdout.write(jsonText(result))
  else io.stdout.write(quiet ? `${shownPath(io, folder.path)}\n` : summary(result, prepared, io))
  if (result.status === 'interrupted') {
    throw new InterruptedError(io.signal.reason, `stopped after ${result.steps} steps`)
  }
}

/** How much of all epochs of all trainings lies behind. */
function shareDone(
  { config, trainer, evaluated }: Prepared,
  { member, position }: TrainingProgress,
): number {
  const share = position.step / (config.training.epochs * trainer.stepsPerEpoch)
  return evaluated.isTogether ? share : (member + share) / evaluated.trainings
}
