import { modelCard } from '../card/model-card.ts'
import type { Notice } from '../data/notice.ts'
import { DivergedError } from '../errors.ts'
import { writeTextAtomic } from '../run/atomic-write.ts'
import { type Checkpoint, writeCheckpoint } from '../run/checkpoint.ts'
import { keepFailure } from '../run/failure.ts'
import { jsonText } from '../run/json-text.ts'
import { MetricsLog } from '../run/metrics-log.ts'
import { type RunFolder, removeRunFolder } from '../run/run-folder.ts'
import { RunLock } from '../run/run-lock.ts'
import { WriteError } from '../write-error.ts'
import { BestEpoch, type BestSoFar } from './best-epoch.ts'
import { CheckpointKeeper, type SavedCheckpoint } from './checkpoint-keeper.ts'
import { fit, type Progressed } from './fit.ts'
import { monitorsOf } from './measures.ts'
import { checkVariables, NotFinite } from './not-finite.ts'
import { PenaltyWatch } from './penalty-watch.ts'
import type { Prepared } from './prepare.ts'
import type { EpochRecord, RunResult } from './records.ts'
import { type RunEnd, resultOf } from './run-result.ts'
import { snapshotsOf } from './snapshot.ts'

/** Who hears of a run while it goes. */
export interface RunListener {
  /** Stops the run after the step at hand. */
  readonly signal: AbortSignal
  /** Hears how much of all epochs is done. */
  readonly onStep: (fraction: number) => void
  /** Hears of every finished epoch, and of the best one so far. */
  readonly onEpoch: (record: EpochRecord, best: BestSoFar) => void
  /** Hears what goes wrong with a penalty, once each. */
  readonly onNotice?: (notice: Notice) => void
}

/**
 * Trains what was prepared, keeps metrics and checkpoints in the run's folder as it goes, and
 * writes the result there. A run that the signal stops ends in order too: its last checkpoint is of
 * the step it stopped at. If anything but divergence fails before the first epoch is finished, the
 * folder is removed.
 *
 * @throws DivergedError naming step, term and the last good checkpoint; WriteError naming the file that
 * could not be written and the last good checkpoint
 */
export async function runTraining(
  prepared: Prepared,
  folder: RunFolder,
  listener: RunListener,
): Promise<RunResult> {
  const { config, dataset, training, measures, evaluated } = prepared
  const started = performance.now()
  const { earlyStopping, epochs, batchSize, accumulate } = config.training
  const monitors = monitorsOf(config, measures)
  const initial = snapshotsOf(
    config,
    dataset,
    prepared.trainer,
    evaluated,
  )({ epoch: 0, step: 0 }, null)
  const { lock, log } = open(folder)
  // Whose checkpoints the files of the run are: of several trainings, those of the last that is finished.
  let written = new CheckpointKeeper(folder.best, folder.last)
  let latest: EpochRecord | undefined
  const watch = new PenaltyWatch(config)
  const notices: Notice[] = []
  const tell = (found: readonly Notice[]): void => {
    notices.push(...found)
    for (const notice of found) listener.onNotice?.(notice)
  }
  /**
   * Trains the member of a number, counted from 0: the only one but where each is trained by itself.
   *
   * @param finished how the training of the member before it ended
   */
  const train = async (member: number, finished?: Trained): Promise<Trained> => {
    const { trainer, rng } = prepared.trainingOf(member)
    const best = new BestEpoch(monitors.best)
    const stopping = new BestEpoch(monitors.stopping, earlyStopping?.patience)
    const snapshot = snapshotsOf(config, dataset, trainer, evaluated)
    // A member that is not finished would spoil the predictions of those that are: until then it is in no file.
    const keeper = finished
      ? new CheckpointKeeper(folder.best, folder.last, { waits: true })
      : written
    const { trainings } = evaluated
    let epochsDone = 0
    let latestOfMember: EpochRecord | undefined
    const end = await fit({
      trainer,
      rng,
      part: training,
      batchSize,
      accumulate,
      epochs,
      gradientNorms: config.training.gradientNorms,
      signal: listener.signal,
      validate() {
        evaluated.afterEpoch(++epochsDone * trainer.stepsPerEpoch, trainer)
        return evaluated.figures(trainer, dataset.validation)
      },
      onStep: (fraction) => listener.onStep((member + fraction) / trainings),
      onEpoch(ofEpoch, flat) {
        const record = trainings === 1 ? ofEpoch : { member: member + 1, ...ofEpoch }
        latest = record
        latestOfMember = record
        log.append(record)
        const { epoch, validation } = record
        const figure = validation[best.monitor] ?? Number.NaN
        trainer.observe(monitors.best.better === 'larger' ? -figure : figure)
        const isBest = best.offer(epoch, figure)
        keeper.offer(snapshot(record, validation), isBest)
        listener.onEpoch(record, best)
        tell(watch.epoch(record, { flat, limits: trainer.limits(record.step - 1) }))
        stopping.offer(epoch, validation[stopping.monitor] ?? Number.NaN)
        return stopping.isOverdue
      },
    })
    if (end.interrupted && finished)
      return { ...finished, end: { ...finished.end, step: end.step, interrupted: true } }
    if (end.interrupted && end.step !== latestOfMember?.step) {
      checkVariables(trainer.learner.variables, end.epoch + 1, end.step)
      keeper.offer(snapshot(end, null), false)
    }
    keeper.flush()
    written = keeper
    const isBest = earlyStopping !== null && keeper.best !== undefined
    const final = (isBest ? keeper.best : keeper.last) ?? initial
    return { end, bestEpoch: best.epoch, isBest, final, training: latestOfMember?.training ?? null }
  }
  try {
    let trained = await train(0)
    let steps = trained.end.step
    for (let member = 1; member < evaluated.trainings && !trained.end.interrupted; member++) {
      evaluated.afterTraining(trained.final.weights)
      trained = await train(member, trained)
      steps += trained.end.step
    }
    const { end, bestEpoch, isBest } = trained
    if (!end.interrupted) tell(watch.end())
    const { final, calibration, remark } = calibratedEnd(prepared, trained, folder)
    if (remark) tell([{ place: 'calibration', column: null, text: remark }])
    const result = resultOf(prepared, folder, {
      ...end,
      step: steps,
      bestEpoch,
      checkpoint: isBest ? 'best.safetensors' : 'last.safetensors',
      final,
      ...(calibration && { calibration }),
      notices,
      training: trained.training,
      ...measureFinal(prepared, final, folder, end.interrupted),
      seconds: (performance.now() - started) / 1000,
    })
    log.close()
    writeTextAtomic(folder.card, modelCard(prepared, result))
    writeTextAtomic(folder.result, jsonText(result))
    return result
  } catch (error) {
    if (latest === undefined && !(error instanceof NotFinite)) {
      removeRunFolder(folder)
      throw error
    }
    const unsaved = writeFailure(() => {
      if (written.last === undefined) written.offer(initial, false)
      written.flush()
      log.close()
    })
    const told = withLastGood(error, lastGood(written.saved), unsaved)
    const message = told instanceof Error ? told.message : String(told)
    const state = told instanceof DivergedError ? 'diverged' : 'failed'
    writeFailure(() => keepFailure(folder.failure, state, message))
    throw told
  } finally {
    writeFailure(() => log.close())
    lock.release()
  }
}

/** How the training of a model ended. */
interface Trained {
  readonly end: Progressed
  readonly bestEpoch: number
  /** Whether the final weights are those of the best epoch. */
  readonly isBest: boolean
  readonly final: Checkpoint
  /** The training figures of its last epoch. */
  readonly training: EpochRecord['training'] | null
}

/** The final checkpoint with its outputs calibrated, which is written in its place; not of a run that was interrupted. */
function calibratedEnd(
  { dataset: { validation }, evaluated }: Prepared,
  { end, isBest, final }: Trained,
  folder: RunFolder,
): Pick<RunEnd, 'final' | 'calibration'> & { readonly remark?: string | null } {
  if (end.interrupted) return { final }
  const calibrated = evaluated.calibrated(final.weights, validation, folder.path)
  if (calibrated === null) return { final }
  const { weights, result, remark } = calibrated
  const { figures } = evaluated.restored(weights, folder.path)(validation)
  const description = { ...final.description, validation: { ...figures } }
  const checkpoint = { ...final, weights, description }
  writeCheckpoint(isBest ? folder.best : folder.last, checkpoint)
  return { final: checkpoint, calibration: result, remark }
}

/** Keeps other processes out of a run's folder, and opens its log. */
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
    const hint = 'Lower the learning rate, or set gradientTransforms: { clipByGlobalNorm: 1 }'
    return new DivergedError(`${message}. ${hint}`, { cause: error })
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

/**
 * The tables of the final weights on the validation part, and all that is measured on the test part, by which nothing
 * is chosen; nothing of a run that was interrupted.
 */
function measureFinal(
  { dataset, measures, evaluated }: Prepared,
  final: Checkpoint,
  folder: RunFolder,
  wasInterrupted: boolean,
): Pick<RunEnd, 'test' | 'tables'> {
  if (wasInterrupted) return { test: null, tables: { validation: null, test: null } }
  const validate = evaluated.restored(final.weights, folder.path)
  const hasTables = measures.some(({ gives }) => gives !== undefined)
  const validation = hasTables ? validate(dataset.validation).tables() : {}
  const test = dataset.test && validate(dataset.test)
  return { test: test?.figures ?? null, tables: { validation, test: test?.tables() ?? null } }
}
