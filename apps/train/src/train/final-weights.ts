import { type Checkpoint, writeCheckpoint } from '../run/checkpoint.ts'
import type { RunFolder } from '../run/run-folder.ts'
import type { Prepared } from './prepare.ts'
import type { RunEnd } from './run-result.ts'
import type { Trained } from './train-member.ts'

/** The final checkpoint with its outputs calibrated, which is written in its place; not of a run that was interrupted. */
export function calibratedEnd(
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
