import { featureNames } from '../data/preprocessing.ts'
import { targetsInUnits } from '../data/target-units.ts'
import { type Fault, formatFault, InputError } from '../errors.ts'
import { modelOnRows } from '../probe/model-on-rows.ts'
import { checkpointAt } from '../run/find-checkpoint.ts'
import type { StoredRun } from '../run/read-run.ts'
import { checkIndices } from '../train/check-indices.ts'
import { checkSteps } from '../train/check-steps.ts'
import { type PartOfRun, type PartRequest, partOfRun } from '../train/part-of-run.ts'
import { type Restored, restore } from '../train/restore.ts'
import { classificationSection } from './classification-section.ts'
import { inputSection } from './input-section.ts'
import type { Section } from './page.ts'
import { regressionSection } from './regression-section.ts'
import { surfaceSection } from './surface-section.ts'

/** What a model does on rows, in pictures. */
export interface ModelView {
  readonly sections: readonly Section[]
  /** Sentences on what is missing, or not as it was. */
  readonly remarks: readonly string[]
}

/** Which rows a model is looked at on, and how they are read. */
export interface ViewRequest extends Partial<PartRequest> {
  /** Hears the share of the data that has been read. */
  readonly onReading?: (fraction: number) => void
}

/**
 * Pictures of a run's model on a part of its data; where there is no checkpoint, or the rows are gone, a remark.
 *
 * @throws InputError for what is asked for and cannot be, such as a part that the run does not have
 */
export async function viewModel(
  { path }: StoredRun,
  { overrides = [], onReading = () => {}, ...request }: ViewRequest,
  signal: AbortSignal,
): Promise<ModelView> {
  try {
    const restored = await restore(checkpointAt(path), overrides)
    const { config, learner, preprocessing } = restored
    const rows = await partOfRun(restored, { ...request, overrides }, { signal, onReading })
    checkIndices(config, featureNames(preprocessing), rows.part)
    checkSteps(learner, rows.part, `the ${rows.name} part`)
    return {
      sections: sectionsOf(restored, rows),
      remarks: rows.dataChanged ? ['The data have changed since training.'] : [],
    }
  } catch (error) {
    if (!(error instanceof InputError) || error.faults.some(isAsked)) throw error
    const why = error.faults.map(formatFault).join('; ')
    return { sections: [], remarks: [`Without pictures of the model on rows: ${why}.`] }
  }
}

/** Whether a fault is one of the command line, not of the run. */
const isAsked = ({ place }: Fault): boolean => place.startsWith('--')

function sectionsOf(restored: Restored, { part, name }: PartOfRun): Section[] {
  const model = modelOnRows(restored)
  const { classes, preprocessing } = restored
  const { target } = preprocessing
  const { targets } = part
  const guesses = model.guess(part)
  const { scores, values } = guesses
  return [
    ...(scores && targets instanceof Int32Array
      ? [classificationSection({ ...guesses, scores, classes, targets }, name)]
      : []),
    ...(values
      ? [
          regressionSection(
            { target: target.name, values, targets: targetsInUnits(target, targets) },
            name,
          ),
        ]
      : []),
    surfaceSection(restored, model, part),
    inputSection(restored, model, part, name),
  ]
}
