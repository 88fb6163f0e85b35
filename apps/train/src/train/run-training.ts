import { modelCard } from '../card/model-card.ts'
import { DivergedError } from '../errors.ts'
import { writeTextAtomic } from '../run/atomic-write.ts'
import { type Checkpoint, writeCheckpoint } from '../run/checkpoint.ts'
import { keepFailure } from '../run/failure.ts'
import { jsonText } from '../run/json-text.ts'
import { MetricsLog } from '../run/metrics-log.ts'
import { type RunFolder, removeRunFolder } from '../run/run-folder.ts'
import { RunLock } from '../run/run-lock.ts'
import { WriteError } from '../write-error.ts'
import { CheckpointKeeper, type SavedCheckpoint } from './checkpoint-keeper.ts'
import type { EvaluatedModel } from './evaluated-model.ts'
import { afterDivergence, NotFinite } from './not-finite.ts'
import type { Prepared } from './prepare.ts'
import type { RunResult } from './records.ts'
import type { ResumePoint } from './resume-point.ts'
import type { RunListener } from './train-member.ts'
import { type RunStorage, trainRun } from './train-run.ts'

/** A run that goes on: the lock of its folder, its log as it was at the checkpoint, and what its files hold. */
export interface Resumption {
  readonly lock: RunLock
  readonly log: MetricsLog
  /** Null where there is no checkpoint yet: it begins anew. */
  readonly point: ResumePoint | null
}

/**
 * Trains what was prepared, keeps metrics and checkpoints in the run's folder as it goes, and
 * writes the result there. A run that the signal stops ends in order too: its last checkpoint is of
 * the step it stopped at. If anything but divergence fails before there is a checkpoint, the
 * folder is removed.
 *
 * @param resumption of a run that goes on
 * @throws DivergedError naming step, term and the last good checkpoint; WriteError naming the file that
 * could not be written and the last good checkpoint
 */
export async function runTraining(
  prepared: Prepared,
  folder: RunFolder,
  listener: RunListener,
  resumption?: Resumption,
): Promise<RunResult> {
  const point = resumption?.point ?? null
  const { lock, log } = resumption ?? open(folder)
  const keeperOf = (number: number, from: ResumePoint | null): CheckpointKeeper =>
    new CheckpointKeeper(number === 0 ? folder : folder.unfinished, {
      beforeWriting: () => log.sync(),
      ...(from && { kept: uncalibrated(prepared.evaluated, from) }),
    })
  const first = point?.progress.member ?? 0
  let keeper = keeperOf(first, point)
  // Whose checkpoints predict: of several trainings, those of the last that is finished.
  let published = point?.earlier
    ? new CheckpointKeeper(folder, { kept: { best: undefined, last: point.earlier } })
    : keeper
  const save = (checkpoint: Checkpoint, isBest: boolean): void =>
    writeCheckpoint(isBest ? folder.best : folder.last, checkpoint)
  const storage: RunStorage = {
    path: folder.path,
    log,
    keeperOf(number) {
      if (number > first) keeper = keeperOf(number, null)
      return keeper
    },
    onTrained(number) {
      if (number > 0) keeper.moveTo(folder)
      published = keeper
    },
    saveFinal: save,
    saveOther: save,
  }
  try {
    const result = await trainRun(prepared, storage, listener, point)
    log.close()
    writeTextAtomic(folder.card, modelCard(prepared, result))
    writeTextAtomic(folder.result, jsonText(result))
    return result
  } catch (error) {
    if (published.last === undefined && !resumption && !(error instanceof NotFinite)) {
      removeRunFolder(folder)
      throw error
    }
    const unsaved = writeFailure(() => {
      keeper.flush()
      log.close()
    })
    const told = withLastGood(error, lastGood(published.saved), unsaved)
    const message = told instanceof Error ? told.message : String(told)
    const state = told instanceof DivergedError ? 'diverged' : 'failed'
    writeFailure(() => keepFailure(folder.failure, state, message))
    throw told
  } finally {
    writeFailure(() => log.close())
    lock.release()
  }
}

/** What the files of a run hold, as it was before a calibration at its end. */
function uncalibrated(evaluated: EvaluatedModel, { best, checkpoint }: ResumePoint) {
  const without = (of: Checkpoint): Checkpoint => ({
    ...of,
    weights: evaluated.uncalibrated(of.weights),
  })
  const last = without(checkpoint)
  return { last, best: best === checkpoint ? last : best && without(best) }
}

/** Keeps other processes out of a new run's folder, and opens its log. */
function open(folder: RunFolder): { readonly lock: RunLock; readonly log: MetricsLog } {
  try {
    return { lock: RunLock.take(folder.lock), log: new MetricsLog(folder.metrics) }
  } catch (error) {
    removeRunFolder(folder)
    throw error
  }
}

/** Why a run could not go on, with what it leaves behind. */
function withLastGood(error: unknown, good: string, unsaved: string): unknown {
  if (error instanceof NotFinite) {
    const message = `${error.message}; ${unsaved === '' ? good : `${good}, and ${unsaved}`}`
    return new DivergedError(`${message}. ${afterDivergence}`, { cause: error })
  }
  if (error instanceof WriteError)
    return new WriteError(`${error.message}; ${good}`, { cause: error })
  return error
}

/** What a run that ends early leaves behind, in words. */
function lastGood(saved: SavedCheckpoint | undefined): string {
  if (saved === undefined) return 'no checkpoint has been written'
  const { path, epoch } = saved
  const what = epoch === 0 ? 'the weights training began with' : `epoch ${epoch}`
  return `the last good checkpoint is ${path} (${what})`
}

/** Why something could not be written, or an empty text: another error ends the run already. */
function writeFailure(write: () => void): string {
  try {
    write()
    return ''
  } catch (error) {
    if (error instanceof WriteError) return error.message
    throw error
  }
}
