import type { Part } from '../data/part.ts'
import { type InputGroup, inputGroups, someRows } from '../probe/input-groups.ts'
import type { ModelOnRows } from '../probe/model-on-rows.ts'
import { scoreOf } from '../probe/score.ts'
import type { Restored } from '../train/restore.ts'
import { type ColumnImportance, columnImportances } from './column-importance.ts'
import { disagreements } from './disagreements.ts'
import { type PartialDependence, partialDependence } from './partial-dependence.ts'
import { type WorstRow, worstRows } from './worst-rows.ts'

/** Rows that are measured again and again, with columns changed. */
export const MOST_ROWS = 1000
/** Columns that are permuted. */
const MOST_COLUMNS = 300
/** Columns whose partial dependence is measured, the most important ones. */
const MOST_DEPENDENCES = 5
const MOST_WORST_ROWS = 10

/** What a model goes by, and where it is far off. */
export interface Inspection {
  /** How many rows columns were permuted on. */
  readonly rows: number
  /** What is lost of, such as accuracy. */
  readonly score: string
  /** The most important first. */
  readonly importance: readonly ColumnImportance[]
  /** Where the measures disagree, in sentences. */
  readonly remarks: readonly string[]
  readonly dependence: readonly PartialDependence[]
  readonly worst: readonly WorstRow[]
}

/** What there must be of a model to look into it. */
type Inspected = Pick<Restored, 'preprocessing'> & {
  readonly learner: Pick<Restored['learner'], 'inputShape'>
}

/** Looks into a model by a part of data; of images at the worst ones alone, as no pixel is a column of its own. */
export function inspectModel(
  { preprocessing, learner }: Inspected,
  model: ModelOnRows,
  part: Part,
): Inspection {
  const areImages = part.steps === null && learner.inputShape.length === 3
  const columns = areImages ? [] : inputGroups(preprocessing)
  const groups: readonly InputGroup[] = columns.slice(0, MOST_COLUMNS)
  const some = someRows(part, MOST_ROWS)
  const score = scoreOf(preprocessing.target, some.targets)
  const importances = columnImportances({ model, part: some, groups, score })
  const importance = importances.toSorted((a, b) => b.lossGained.mean - a.lossGained.mean)
  const dependence = importance.slice(0, MOST_DEPENDENCES).flatMap(({ column }) => {
    const group = groups.find(({ name }) => name === column)
    return (group && partialDependence(model, some, group, preprocessing)) ?? []
  })
  return {
    ...{ rows: some.rows, score: score.name, importance, dependence },
    remarks: disagreements(importances, some, groups),
    worst: worstRows(model, part, preprocessing, MOST_WORST_ROWS),
  }
}
