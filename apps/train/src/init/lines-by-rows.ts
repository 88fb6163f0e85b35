import { type ConfigLine, line } from './config-text.ts'

/** How a table of so many rows, or more, is trained on: fewer passes and larger steps than the preset's. */
interface Pace {
  readonly rows: number
  readonly models: number
  readonly epochs: number
  readonly batchSize: number
}

/** Tried on tables of up to 54,000 rows. */
const paces: readonly Pace[] = [
  { rows: 200_000, models: 2, epochs: 8, batchSize: 1024 },
  { rows: 40_000, models: 4, epochs: 16, batchSize: 512 },
  { rows: 10_000, models: 4, epochs: 24, batchSize: 256 },
  { rows: 2000, models: 8, epochs: 64, batchSize: 256 },
]

/** What of a config goes by the number of rows: the preset is for tables of up to some thousand. */
export interface LinesByRows {
  /** Below `data`, where no column says which rows validate. */
  readonly validation: readonly ConfigLine[]
  readonly others: readonly ConfigLine[]
}

/** The lines for a table of so many rows; none where the preset says it already. */
export function linesByRows(rows: number): LinesByRows {
  const pace = paces.find((one) => rows >= one.rows)
  if (pace === undefined) return { validation: [], others: [] }
  const { models, epochs, batchSize } = pace
  const why = `of ${rows.toLocaleString('en-US')} rows each pass is long, and fewer do`
  const training = line(0, 'training', { epochs, batchSize }, why)
  if (models === 8) return { validation: [], others: [training] }
  const fewer = 'of that many rows each model learns alone what fewer rows take eight for'
  return {
    validation: [line(1, 'validation', { folds: models }, fewer)],
    others: [line(0, 'ensemble', { deepEnsemble: { members: models, together: true } }), training],
  }
}
