import type { DataConfig } from '../config/config.ts'
import { byColumn, byFolds, byFraction, type PartName } from './partition.ts'
import type { Shuffler } from './split.ts'
import { columnOf, type Selection } from './table.ts'

/** The rows of each part, and the file they are of. */
export type Selections = Readonly<Record<'training' | 'validation', Selection>> & {
  readonly test: Selection | null
  /** Where each fold begins among the rows of training and validation, which are the same, and the end of the last. */
  readonly folds?: Int32Array
}

/**
 * The rows of each part: those that a column marks first, then fractions of what is left. A fraction is
 * of all rows left, and the validation rows are the same with and without a test part. Folds are of what is left
 * last: they train and validate.
 */
export function divideRows(
  data: DataConfig,
  { table, rows }: Selection,
  files: ReadonlyMap<string, Selection>,
  rng: Shuffler,
): Selections {
  const target = columnOf(table, data.target)
  const { validation, test } = data
  const selections = new Map<PartName, Selection>()
  let remaining = rows
  const set = (part: PartName, chosenRows: Int32Array): unknown =>
    selections.set(part, { table, rows: chosenRows })
  for (const [part, split] of [
    ['validation', validation],
    ['test', test],
  ] as const) {
    if (split?.kind === 'file') {
      const selection = files.get(split.file)
      if (selection !== undefined) selections.set(part, selection)
    } else if (split?.kind === 'column') {
      const parts = byColumn(table, remaining, { validation: [], ...split }, `data.${part}`)
      remaining = parts.training
      if (parts.validation.length > 0) set('validation', parts.validation)
      if (parts.test.length > 0) set('test', parts.test)
    }
  }
  let share = 1
  for (const [part, split] of [
    ['validation', validation],
    ['test', test],
  ] as const) {
    if (split?.kind !== 'fraction') continue
    const fraction = split.fraction / share
    const halves = byFraction(table, remaining, { ...split, part, target, fraction, rng })
    share -= split.fraction
    remaining = halves.training
    set(part, halves.validation)
  }
  if (validation.kind === 'folds') {
    const { rows: dealt, starts } = byFolds(table, remaining, { ...validation, target, rng })
    const selection = { table, rows: dealt }
    const test = selections.get('test') ?? null
    return { training: selection, validation: selection, test, folds: starts }
  }
  const validating = selections.get('validation')
  if (validating === undefined) throw new RangeError('divide: some rows must validate')
  return {
    training: { table, rows: remaining },
    validation: validating,
    test: selections.get('test') ?? null,
  }
}
