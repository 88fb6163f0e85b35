import { type Checkpoint, writeCheckpoint } from '../run/checkpoint.ts'
import type { RunFolder } from '../run/run-folder.ts'
import { memberCount } from './member-tensors.ts'
import type { Prepared } from './prepare.ts'
import type { RunEnd } from './run-result.ts'
import type { Trained } from './train-member.ts'

/**
 * The final checkpoint with its outputs calibrated, and the figures of all members of an ensemble together, which is
 * written in its place; of a run that was interrupted the figures alone.
 */
export function finishedCheckpoint(
  { dataset: { validation }, evaluated }: Prepared,
  { end, isBest, final }: Trained,
  folder: RunFolder,
): Pick<RunEnd, 'final' | 'calibration'> & { readonly remark?: string | null } {
  const calibrated = end.interrupted
    ? null
    : evaluated.calibrated(final.weights, validation, folder.path)
  const isMeasured = calibrated !== null || evaluated.hasSeparateMembers
  const lacksMembers =
    validation.folds !== undefined && memberCount(final.weights.keys()) < evaluated.trainings
  if (lacksMembers) return { final: withoutFigures(final) }
  if (!isMeasured || final.description.epoch === 0) return { final }
  const weights = calibrated?.weights ?? final.weights
  const { figures } = evaluated.restored(weights, folder.path)(validation)
  const description = { ...final.description, validation: { ...figures } }
  const checkpoint = { ...final, weights, description }
  if (end.interrupted) return { final: checkpoint }
  writeCheckpoint(isBest ? folder.best : folder.last, checkpoint)
  const { result, remark = null } = calibrated ?? {}
  return { final: checkpoint, ...(result && { calibration: result }), remark }
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
