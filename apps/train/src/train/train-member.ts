import { crc32 } from '#platform'
import type { Notice } from '../data/notice.ts'
import type { Checkpoint } from '../run/checkpoint.ts'
import { compareText } from '../run/compare-text.ts'
import { weightsDigest } from '../run/digest.ts'
import { bytesOf } from '../run/stored-bytes.ts'
import type { BestSoFar } from './best-epoch.ts'
import type { PartFigures } from './figures.ts'
import { fit, type Progressed } from './fit.ts'
import { beginning } from './lane.ts'
import { withoutPrefix } from './member-tensors.ts'
import { MemberTraining } from './member-training.ts'
import { areFinite, checkVariables } from './not-finite.ts'
import type { PenaltyWatch } from './penalty-watch.ts'
import type { Prepared } from './prepare.ts'
import type { EpochRecord, TrainingFigures } from './records.ts'
import type { ResumePoint } from './resume-point.ts'
import { snapshotOf } from './snapshot.ts'
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
  readonly listener: RunListener
  readonly log: EpochLog
  readonly watch: PenaltyWatch
  /** What was found out about penalties so far. */
  readonly notices: Notice[]
  /** Seconds of training so far. */
  readonly seconds: () => number
}

/** The records of all epochs. */
export interface EpochLog {
  /** How many there are. */
  readonly lines: number
  append(record: EpochRecord): void
}

/** What takes the checkpoints of a training as it goes. */
export interface CheckpointTaker {
  /** Takes the checkpoint of the beginning. */
  begin(checkpoint: Checkpoint): void
  /** Takes the checkpoint of an epoch that just ended. */
  offer(checkpoint: Checkpoint, isBest: boolean): void
  /** Takes the best weights of several trainings, from which alone none of them could go on. */
  offerBest(checkpoint: Checkpoint): void
  /** Asks for the checkpoint of a step within an epoch where it wants one; `null` where it is of no use. */
  offerWithin(take: () => Checkpoint | null): void
  /** Makes sure that nothing that was taken is lost. */
  flush(): void
  readonly last: Checkpoint | undefined
  readonly best: Checkpoint | undefined
}

/** One of several trainings, the only one, or several side by side. */
export interface Members {
  /** From 0. */
  readonly numbers: readonly number[]
  /** How the training before it ended. */
  readonly earlier: Trained | null
  /** Steps of all trainings before it. */
  readonly earlierSteps: number
  readonly keeper: CheckpointTaker
  /** Where it goes on; it begins unless given. */
  readonly from?: ResumePoint | undefined
}

/** How the training of a model, or of several side by side, ended. */
export interface Trained {
  readonly end: Progressed
  readonly bestEpoch: number
  /** Whether the final weights are those of the best epoch. */
  readonly isBest: boolean
  readonly final: Checkpoint
  /** Of the best epoch where the final weights are those of the last, or the other way round. */
  readonly other?: Checkpoint | undefined
  /** The training figures of its last epoch. */
  readonly training: TrainingFigures | null
}

/**
 * Trains a model, or several side by side, or goes on with it; tells the log and the listener of each epoch, and gives
 * the keeper a checkpoint of it.
 */
export async function trainMembers(run: RunUnderWay, given: Members): Promise<Trained> {
  const { prepared, listener, log, watch, notices } = run
  const { config, evaluated } = prepared
  const { keeper, from, earlier, numbers } = given
  const { earlyStopping, epochs, ...options } = config.training
  const members = numbers.map((number, index) => {
    const { progress } = from ?? {}
    return new MemberTraining(prepared, number, progress?.members?.[index] ?? progress)
  })
  const [first] = members
  if (!first) throw new RangeError('trainMembers: there must be a member, got none')
  const isAlone = members.length === 1
  if (from) {
    evaluated.restore(from.checkpoint, first.number)
    for (const member of members) restoreMember(member, from, isAlone)
  }
  const progressAt = (positions: readonly TrainingPosition[]): TrainingProgress => {
    const of = members.map((member, index) =>
      member.progressAt(positions[index] ?? member.position),
    )
    const running =
      of[members.findIndex(({ isOver }) => !isOver)] ?? of.at(-1) ?? first.progressAt(beginning)
    return {
      ...{ ...running, member: first.number, watch: watch.state(), notices: [...notices] },
      ...{ lines: log.lines, seconds: run.seconds() },
      earlier: earlier && summaryOf(earlier),
      earlierSteps: given.earlierSteps,
      ...(!isAlone && { members: of }),
    }
  }
  const snapshot = snapshotOf(prepared, members)
  const initial = from?.checkpoint ?? snapshot(progressAt(members.map(() => beginning)), null)
  keeper.begin(initial)
  const { trainings } = evaluated
  const learners = members.map(({ trainer }) => trainer.learner)
  const running = members.filter(({ isOver }) => !isOver)
  const memberOf = new Map(members.map((member) => [member.training, member]))
  const ended = await fit({
    ...{ ...options, eager: prepared.eager },
    trainings: running.map(({ training }) => training),
    epochs,
    signal: listener.signal,
    validate(ofTrainings, steps) {
      const validated = ofTrainings.map((training) => memberOf.get(training) ?? first)
      for (const [index, { trainer }] of validated.entries())
        evaluated.afterEpoch(steps[index] ?? 0, trainer)
      return evaluated.figuresOfAll(
        validated.map(({ trainer, validation }) => ({ trainer, part: validation })),
      )
    },
    onStep(fraction, positions) {
      listener.onStep((first.number + fraction * members.length) / trainings)
      keeper.offerWithin(() => {
        const at = positionsOf(members, running, positions())
        const areGood = learners.every(({ variables }) => areFinite(variables))
        return areGood ? snapshot(progressAt(at), null) : null
      })
    },
    onEpoch(training, epoch) {
      const member = memberOf.get(training) ?? first
      const { record: ofEpoch, flat, position } = epoch
      const isBest = member.offer(epoch)
      const { limits } = training.trainer
      const found = watch.epoch(ofEpoch, { flat, limits: limits(ofEpoch.step - 1) })
      notices.push(...found)
      const after = isAlone ? snapshotAfter(ofEpoch.validation) : null
      const record: EpochRecord = {
        ...(trainings > 1 && { member: member.number + 1 }),
        ...ofEpoch,
        digest: weightsDigest(
          trainings > 1 || !after ? toStored(training.trainer.weights()) : after.weights,
        ),
        checksums: checksumsOf(training.trainer.learner.variables),
      }
      log.append(record)
      if (after) keeper.offer(after, isBest)
      listener.onEpoch(record, member.best)
      for (const notice of found) listener.onNotice?.(notice)
      return member.stopping.isOverdue

      // A line more than there is yet: the one of this epoch.
      function snapshotAfter(validation: PartFigures): Checkpoint {
        return snapshot({ ...progressAt([position]), lines: log.lines + 1 }, validation)
      }
    },
    onEpochs() {
      if (!isAlone) keeper.offer(snapshot(progressAt([]), null), false)
    },
  })
  const positions = positionsOf(members, running, ended)
  const interrupted = ended.some((position) => position.interrupted)
  if (interrupted && positions.some(({ row }) => row > 0)) {
    for (const { training } of running)
      checkVariables(training.trainer.learner.variables, {
        name: training.name,
        ...{ epoch: first.position.epoch + 1, step: first.position.step },
      })
    keeper.offer(snapshot(progressAt(positions), null), false)
  }
  keeper.flush()
  const steps = positions.reduce((sum, { step }) => sum + step, 0)
  // What is not finished would spoil the predictions of the members that are.
  if (interrupted && earlier)
    return { ...earlier, end: { ...earlier.end, step: steps, interrupted } }
  const end: Progressed = { ...(positions.at(-1) ?? beginning), step: steps, interrupted }
  const { best, figures } = members.at(-1) ?? first
  if (!isAlone) keeper.offerBest(snapshot(progressAt(positions), null, 'best'))
  const isBest = earlyStopping !== null && keeper.best !== undefined
  const final = (isBest ? keeper.best : keeper.last) ?? initial
  const other = isBest ? keeper.last : keeper.best
  return { end, bestEpoch: best.epoch, isBest, final, other, training: figures }
}

/** Gives a member what a checkpoint holds of it, of several side by side its part. */
function restoreMember(
  member: MemberTraining,
  { checkpoint, file }: ResumePoint,
  isAlone: boolean,
): void {
  if (isAlone) {
    member.trainer.restore(checkpoint, file)
    return
  }
  const prefix = `members.${member.number}.`
  const training = withoutPrefix(prefix, checkpoint.training)
  const ofMember = {
    ...checkpoint,
    weights: withoutPrefix(prefix, checkpoint.weights),
    optimizer: withoutPrefix(prefix, checkpoint.optimizer),
    training: new Map([...training].filter(([name]) => !name.startsWith('best.'))),
  }
  member.restore(ofMember, withoutPrefix('best.', training), file)
}

/** Where each member stands, of which those that are trained stand at `positions`. */
const positionsOf = (
  members: readonly MemberTraining[],
  running: readonly MemberTraining[],
  positions: readonly TrainingPosition[],
): TrainingPosition[] =>
  members.map((member) => positions[running.indexOf(member)] ?? member.position)

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
