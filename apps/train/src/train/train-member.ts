import { crc32 } from 'node:zlib'
import type { Notice } from '../data/notice.ts'
import type { Checkpoint } from '../run/checkpoint.ts'
import { weightsDigest } from '../run/digest.ts'
import type { MetricsLog } from '../run/metrics-log.ts'
import type { RunFolder } from '../run/run-folder.ts'
import { bytesOf, compareText } from '../run/safetensors-format.ts'
import { BestEpoch, type BestSoFar } from './best-epoch.ts'
import type { CheckpointKeeper } from './checkpoint-keeper.ts'
import { fit, type Progressed } from './fit.ts'
import { monitorsOf } from './measures.ts'
import { areFinite, checkVariables } from './not-finite.ts'
import type { PenaltyWatch } from './penalty-watch.ts'
import type { Prepared } from './prepare.ts'
import type { EpochRecord, TrainingFigures } from './records.ts'
import type { ResumePoint } from './resume-point.ts'
import { snapshotsOf } from './snapshot.ts'
import { toStored, valuesOf } from './stored-weights.ts'
import type { TrainingPosition, TrainingProgress } from './training-progress.ts'

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

/** A run while it is trained. */
export interface RunUnderWay {
  readonly prepared: Prepared
  readonly folder: RunFolder
  readonly listener: RunListener
  readonly log: MetricsLog
  readonly watch: PenaltyWatch
  /** What was found out about penalties so far. */
  readonly notices: Notice[]
  /** Seconds of training so far. */
  readonly seconds: () => number
}

/** One of several trainings, or the only one. */
export interface Member {
  /** From 0. */
  readonly number: number
  /** How the training before it ended. */
  readonly earlier: Trained | null
  /** Steps of all trainings before it. */
  readonly earlierSteps: number
  readonly keeper: CheckpointKeeper
  /** Where it goes on; it begins unless given. */
  readonly from?: ResumePoint | undefined
}

/** How the training of a model ended. */
export interface Trained {
  readonly end: Progressed
  readonly bestEpoch: number
  /** Whether the final weights are those of the best epoch. */
  readonly isBest: boolean
  readonly final: Checkpoint
  /** The training figures of its last epoch. */
  readonly training: TrainingFigures | null
}

/**
 * Trains a model, or goes on with it; tells the log and the listener of each epoch, and gives the keeper a checkpoint
 * of it.
 */
export async function trainMember(run: RunUnderWay, member: Member): Promise<Trained> {
  const { prepared, listener, log, watch, notices } = run
  const { config, dataset, evaluated } = prepared
  const { keeper, from, earlier } = member
  const { trainer, rng } = prepared.trainingOf(member.number)
  const { earlyStopping, epochs, batchSize, accumulate, gradientNorms } = config.training
  const monitors = monitorsOf(config, prepared.measures)
  const best = new BestEpoch(monitors.best)
  const stopping = new BestEpoch(monitors.stopping, earlyStopping?.patience)
  const snapshot = snapshotsOf(config, dataset, trainer, evaluated)
  let figures: TrainingFigures | null = null
  if (from) {
    const { progress, checkpoint, file } = from
    trainer.restore(checkpoint, file)
    evaluated.restore(checkpoint, member.number)
    best.restore(progress.best)
    stopping.restore(progress.stopping)
    figures = progress.training
  }
  const progressAt = (position: TrainingPosition): TrainingProgress => ({
    member: member.number,
    position,
    ...{ best: best.state(), stopping: stopping.state(), watch: watch.state() },
    notices: [...notices],
    training: figures,
    ...{ lines: log.lines, seconds: run.seconds() },
    earlier: earlier && summaryOf(earlier),
    earlierSteps: member.earlierSteps,
  })
  const initial = from?.checkpoint ?? snapshot(progressAt({ epoch: 0, step: 0, row: 0 }), null)
  keeper.begin(initial)
  const isOver = from?.progress.position.stopped !== undefined || stopping.isOverdue
  const { trainings } = evaluated
  let last = from?.progress.position.epoch ?? 0
  const end = await fit({
    ...{ trainer, rng, batchSize, accumulate, gradientNorms },
    part: prepared.training,
    epochs: isOver ? last : epochs,
    from: from?.progress.position,
    signal: listener.signal,
    validate() {
      evaluated.afterEpoch(++last * trainer.stepsPerEpoch, trainer)
      return evaluated.figures(trainer, dataset.validation)
    },
    onStep(fraction, position) {
      listener.onStep((member.number + fraction) / trainings)
      keeper.offerWithin(() =>
        areFinite(trainer.learner.variables) ? snapshot(progressAt(position()), null) : null,
      )
    },
    onEpoch(ofEpoch, flat, position) {
      const { epoch, step, validation } = ofEpoch
      figures = ofEpoch.training
      const figure = validation[best.monitor] ?? Number.NaN
      trainer.observe(monitors.best.better === 'larger' ? -figure : figure)
      const isBest = best.offer(epoch, figure)
      stopping.offer(epoch, validation[stopping.monitor] ?? Number.NaN)
      const found = watch.epoch(ofEpoch, { flat, limits: trainer.limits(step - 1) })
      notices.push(...found)
      // A line more than there is yet: the one of this epoch.
      const checkpoint = snapshot({ ...progressAt(position), lines: log.lines + 1 }, validation)
      const record: EpochRecord = {
        ...(trainings > 1 && { member: member.number + 1 }),
        ...ofEpoch,
        digest: weightsDigest(checkpoint.weights),
        checksums: checksumsOf(trainer.learner.variables),
      }
      log.append(record)
      keeper.offer(checkpoint, isBest)
      listener.onEpoch(record, best)
      for (const notice of found) listener.onNotice?.(notice)
      return stopping.isOverdue
    },
  })
  if (end.interrupted && end.row > 0) {
    checkVariables(trainer.learner.variables, end.epoch + 1, end.step)
    const { interrupted: _, ...position } = end
    keeper.offer(snapshot(progressAt(position), null), false)
  }
  keeper.flush()
  // What is not finished would spoil the predictions of the members that are.
  if (end.interrupted && earlier)
    return { ...earlier, end: { ...earlier.end, step: end.step, interrupted: true } }
  const isBest = earlyStopping !== null && keeper.best !== undefined
  const final = (isBest ? keeper.best : keeper.last) ?? initial
  return { end, bestEpoch: best.epoch, isBest, final, training: figures }
}

/** How a training ended, less its weights, which are in a file. */
function summaryOf({ end, bestEpoch, isBest, training }: Trained): TrainingProgress['earlier'] {
  const { interrupted: _, ...position } = end
  return { end: position, bestEpoch, isBest, training }
}

/** CRC-32 of each tensor in the order of their names, as eight hexadecimal digits each. */
function checksumsOf(variables: Parameters<typeof valuesOf>[0]): string {
  return [...toStored(valuesOf(variables))]
    .sort(([a], [b]) => compareText(a, b))
    .map(([, { data }]) => crc32(bytesOf(data)).toString(16).padStart(8, '0'))
    .join('')
}
