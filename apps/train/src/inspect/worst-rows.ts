import type { Part } from '../data/part.ts'
import type { Preprocessing } from '../data/preprocessing.ts'
import { targetsInUnits } from '../data/target-units.ts'
import { guessedClasses, type ModelOnRows } from '../probe/model-on-rows.ts'

/** A row that a model is far off in. */
export interface WorstRow {
  /** Its number in the file, as a spreadsheet counts. */
  readonly row: number
  readonly loss: number
  readonly target: number | string
  readonly prediction: number | string
}

/** The rows with the largest losses, the largest first; none where each step of a sequence has a target. */
export function worstRows(
  model: ModelOnRows,
  part: Part,
  { target }: Pick<Preprocessing, 'target'>,
  most: number,
): WorstRow[] {
  if (part.stepRows !== undefined) return []
  const losses = model.losses(part)
  const { scores, values } = model.guess(part)
  const classes = target.kind === 'classes' ? target.classes : []
  const guessed = scores && guessedClasses(scores, classes.length)
  const wanted = target.kind === 'classes' ? null : targetsInUnits(target, part.targets)
  return Array.from(losses, (loss, index) => ({ loss, index }))
    .sort((a, b) => b.loss - a.loss || a.index - b.index)
    .slice(0, most)
    .map(({ loss, index }) => ({
      row: part.rowNumbers[index] ?? 0,
      loss,
      target: wanted ? (wanted[index] ?? Number.NaN) : (classes[part.targets[index] ?? -1] ?? ''),
      prediction: guessed ? (classes[guessed[index] ?? -1] ?? '') : (values?.[index] ?? Number.NaN),
    }))
}
