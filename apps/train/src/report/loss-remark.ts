import type { StoredRun } from '../run/read-run.ts'

/**
 * A sentence on what the loss of a run is of, where that is not the target as the file has it; null where it is, and
 * where a run that has not ended does not say.
 */
export function lossRemark({ result, config }: StoredRun): string | null {
  const told = result === null ? curveIn(config.data) : result.remarks?.validation?.loss
  if (told === undefined || told === null) return null
  return `The loss is ${told}, as it is trained on; errors are in the units of the file.`
}

/** The same as `result.json` has it, of a curve that a config asks for. */
function curveIn(data: unknown): string | null {
  if (typeof data !== 'object' || data === null || !('scaleTarget' in data)) return null
  return typeof data.scaleTarget === 'string' ? `of the target through ${data.scaleTarget}` : null
}
