import type { Notice } from '../data/notice.ts'
import type { Checkpoint } from '../run/checkpoint.ts'
import type { EvaluatedModel } from './evaluated-model.ts'
import { finishedCheckpoint, measureFinal, otherFinished } from './final-weights.ts'
import { PenaltyWatch } from './penalty-watch.ts'
import type { Prepared } from './prepare.ts'
import type { RunResult } from './records.ts'
import type { ResumePoint } from './resume-point.ts'
import { resultOf } from './run-result.ts'
import {
  type CheckpointTaker,
  type EpochLog,
  type RunListener,
  type RunUnderWay,
  type Trained,
  trainMembers,
} from './train-member.ts'

/** Where a run keeps what it comes to as it goes: a folder, or memory. */
export interface RunStorage {
  /** What the run is called in messages and in its result: the path of its folder. */
  readonly path: string
  readonly log: EpochLog
  /** What takes the checkpoints of a training, by the number of its first member; the one before has ended. */
  keeperOf(member: number): CheckpointTaker
  /** Hears that a training has finished: its checkpoints predict from here on. */
  onTrained(member: number): void
  /** Takes final weights that are not those of the last or the best checkpoint, but what became of them. */
  saveFinal(checkpoint: Checkpoint, isBest: boolean): void
  /** Takes what became of the other of the two checkpoints, which is not the final one. */
  saveOther(checkpoint: Checkpoint, isBest: boolean): void
}

/**
 * Trains what was prepared, all members of an ensemble, and measures the weights it ends with. A run that the signal
 * stops ends in order too: its last checkpoint is of the step it stopped at.
 *
 * @param point where a run goes on; it begins unless given
 * @throws NotFinite naming the step and the term in question
 */
export async function trainRun(
  prepared: Prepared,
  storage: RunStorage,
  listener: RunListener,
  point: ResumePoint | null = null,
): Promise<RunResult> {
  const { config, evaluated } = prepared
  const started = performance.now() - 1000 * (point?.progress.seconds ?? 0)
  const watch = new PenaltyWatch(config)
  if (point) watch.restore(point.progress.watch)
  const run: RunUnderWay = {
    ...{ prepared, listener, log: storage.log, watch },
    notices: [...(point?.progress.notices ?? [])],
    seconds: () => (performance.now() - started) / 1000,
  }
  const tell = (found: readonly Notice[]): void => {
    run.notices.push(...found)
    for (const notice of found) listener.onNotice?.(notice)
  }
  const first = point?.progress.member ?? 0
  let trained = earlierOf(point)
  let steps = point?.progress.earlierSteps ?? 0
  for (const numbers of trainingsFrom(first, evaluated)) {
    const [number = 0] = numbers
    const from = number === first ? point : null
    if (from === null && trained) evaluated.afterTraining(trained.final.weights)
    const keeper = storage.keeperOf(number)
    const members = { numbers, keeper, earlier: trained, earlierSteps: steps }
    trained = await trainMembers(run, { ...members, ...(from && { from }) })
    steps += trained.end.step
    if (trained.end.interrupted) break
    storage.onTrained(number)
  }
  if (trained === null) throw new RangeError('a run must have a training, got none')
  const { end, bestEpoch, isBest } = trained
  if (!end.interrupted) tell(watch.end())
  const finished = finishedCheckpoint(prepared, trained, storage)
  const { final, calibration, remark, isChanged } = finished
  if (isChanged) {
    const other = otherFinished(prepared, trained, finished, storage)
    if (other) storage.saveOther(other, !isBest)
    storage.saveFinal(final, isBest)
  }
  if (remark) tell([{ place: 'calibration', column: null, text: remark }])
  return resultOf(prepared, storage, {
    ...end,
    step: steps,
    bestEpoch,
    checkpoint: isBest ? 'best.safetensors' : 'last.safetensors',
    final,
    ...(calibration && { calibration }),
    notices: run.notices,
    training: trained.training,
    ...measureFinal(prepared, final, storage, end.interrupted),
    seconds: run.seconds(),
  })
}

/** The numbers of the members that are still to be trained, from one on: those of each training side by side. */
function trainingsFrom(
  first: number,
  { trainings, isTogether }: EvaluatedModel,
): readonly (readonly number[])[] {
  const numbers = Array.from({ length: trainings }, (_, number) => number)
  return isTogether ? [numbers] : numbers.slice(first).map((number) => [number])
}

/** How the training ended that came before the one a run goes on with; null in the first. */
function earlierOf(point: ResumePoint | null): Trained | null {
  const earlier = point?.progress.earlier
  if (!earlier || !point.earlier) return null
  return { ...earlier, end: { ...earlier.end, interrupted: false }, final: point.earlier }
}
