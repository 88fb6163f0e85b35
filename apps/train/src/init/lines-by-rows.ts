import type { Task } from '../config/config.ts'
import { type ConfigLine, line } from './config-text.ts'

/** How a table of so many rows, or more, is trained on: fewer passes and larger steps than the preset's. */
interface Pace {
  readonly rows: number
  readonly models: number
  readonly epochs: number
  readonly batchSize: number
  /** Classes are trained on by the preset: late passes still help there. */
  readonly task?: Task
}

/** Tried on tables of up to 54,000 rows. */
const paces: readonly Pace[] = [
  { rows: 200_000, models: 2, epochs: 8, batchSize: 1024 },
  { rows: 40_000, models: 4, epochs: 16, batchSize: 512 },
  { rows: 10_000, models: 4, epochs: 24, batchSize: 256 },
  { rows: 2000, models: 8, epochs: 64, batchSize: 256, task: 'regression' },
]

/** Below so many rows a table is small. */
const SMALL = 1000

/** What of a config goes by the number of rows: the preset is for tables of up to some thousand. */
export interface LinesByRows {
  readonly preset: ConfigLine
  /** Below `data`, where no column says which rows validate. */
  readonly validation: readonly ConfigLine[]
  readonly others: readonly ConfigLine[]
}

/** The lines for a table of so many rows; of training none where the preset says it already. */
export function linesByRows(rows: number, task: Task): LinesByRows {
  const preset =
    rows < SMALL
      ? line(
          0,
          'preset',
          'tabularSmall',
          `for tables of less than ${SMALL.toLocaleString('en-US')} rows`,
        )
      : line(0, 'preset', 'tabular')
  const pace = paces.find((one) => rows >= one.rows && (one.task ?? task) === task)
  if (pace === undefined) return { preset, validation: [], others: [] }
  const { models, epochs, batchSize } = pace
  const why = `of ${rows.toLocaleString('en-US')} rows each pass is long, and fewer do`
  const training = line(0, 'training', { epochs, batchSize }, why)
  if (models === 8) return { preset, validation: [], others: [training] }
  const fewer = 'of that many rows each model learns alone what fewer rows take eight for'
  return {
    preset,
    validation: [line(1, 'validation', { folds: models }, fewer)],
    others: [line(0, 'ensemble', { deepEnsemble: { members: models, together: true } }), training],
  }
}
