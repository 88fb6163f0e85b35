import type { Checkpoint } from '../run/checkpoint.ts'
import { memberCount } from './member-tensors.ts'
import type { Prepared } from './prepare.ts'
import type { RunEnd } from './run-result.ts'
import type { Trained } from './train-member.ts'

/** Where a run is kept, for messages. */
interface RunPlace {
  readonly path: string
}

/** The final checkpoint of a run, and what was found out in making it. */
interface FinishedCheckpoint extends Pick<RunEnd, 'final' | 'calibration'> {
  /** Whether it is to be written in place of the one that training gave; not unless said. */
  readonly isChanged?: boolean
  readonly remark?: string | null
}

/**
 * The final checkpoint with its outputs calibrated, and the figures of all members of an ensemble together, or of passes
 * by the rates that it ends with, which is to be written in its place; of a run that was interrupted the figures alone.
 */
export function finishedCheckpoint(
  { dataset: { validation }, evaluated }: Prepared,
  { end, final }: Trained,
  { path }: RunPlace,
): FinishedCheckpoint {
  const calibrated = end.interrupted ? null : evaluated.calibrated(final, validation, path)
  const isMeasured =
    calibrated !== null ||
    evaluated.hasSeparateMembers ||
    (evaluated.hasObservingPasses && !end.interrupted)
  const lacksMembers =
    validation.folds !== undefined && memberCount(final.weights.keys()) < evaluated.trainings
  if (lacksMembers) return { final: withoutFigures(final) }
  if (!isMeasured || final.description.epoch === 0) return { final }
  const weights = calibrated?.weights ?? final.weights
  const { figures } = evaluated.restored({ ...final, weights }, path)(validation)
  const description = { ...final.description, validation: { ...figures } }
  const checkpoint = { ...final, weights, description }
  if (end.interrupted) return { final: checkpoint }
  const { result, remark = null } = calibrated ?? {}
  return { final: checkpoint, isChanged: true, ...(result && { calibration: result }), remark }
}

/**
 * The other checkpoint of a run, of its best or its last epoch, calibrated as the final one is, but to itself: whichever is
 * asked predicts as the config says. Undefined where nothing is calibrated.
 */
export function otherFinished(
  prepared: Prepared,
  trained: Trained,
  { final }: FinishedCheckpoint,
  place: RunPlace,
): Checkpoint | undefined {
  const { other } = trained
  if (other === undefined || !prepared.evaluated.isCalibrated) return undefined
  if (other === trained.final) return final
  return finishedCheckpoint(prepared, { ...trained, final: other }, place).final
}

/** Of folds that have no model yet nothing can be measured. */
const withoutFigures = (final: Checkpoint): Checkpoint => ({
  ...final,
  description: { ...final.description, validation: null },
})

/**
 * The tables of the final weights on the validation part, and all that is measured on the test part, by which nothing
 * is chosen; nothing of a run that was interrupted.
 */
export function measureFinal(
  { dataset, measures, evaluated }: Prepared,
  final: Checkpoint,
  { path }: RunPlace,
  wasInterrupted: boolean,
): Pick<RunEnd, 'test' | 'tables'> {
  if (wasInterrupted) return { test: null, tables: { validation: null, test: null } }
  const validate = evaluated.restored(final, path)
  const hasTables = measures.some(({ gives }) => gives !== undefined)
  const validation = hasTables ? validate(dataset.validation).tables() : {}
  const test = dataset.test && validate(dataset.test)
  return { test: test?.figures ?? null, tables: { validation, test: test?.tables() ?? null } }
}
