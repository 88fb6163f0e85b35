import { type ConfigLine, line } from './config-text.ts'
import { percent, STRONG_MAJORITY } from './describe-column.ts'

/** How a table of so many rows, or more, is trained on: fewer passes and larger steps than the preset's. */
interface Pace {
  readonly rows: number
  readonly models: number
  readonly epochs: number
  readonly batchSize: number
  /** Of numbers alone: classes are trained on by the preset, whose late passes still help there. */
  readonly ofNumbers?: boolean
}

/** Tried on tables of up to 54,000 rows. */
const paces: readonly Pace[] = [
  { rows: 200_000, models: 2, epochs: 8, batchSize: 1024 },
  { rows: 40_000, models: 4, epochs: 32, batchSize: 256 },
  { rows: 10_000, models: 8, epochs: 48, batchSize: 256 },
  { rows: 2000, models: 8, epochs: 128, batchSize: 128, ofNumbers: true },
]

/** Below so many rows a table is small. */
const SMALL = 1000

/** Below so many rows a pass of the preset's batches is a single step. */
const TINY = 200

/** What of a config goes by the number of rows: the preset is for tables of up to some thousand. */
export interface LinesByRows {
  readonly preset: ConfigLine
  /** Below `data`, where no column says which rows validate. */
  readonly validation: readonly ConfigLine[]
  readonly others: readonly ConfigLine[]
}

/**
 * The lines for a table of so many rows; of training none where the preset says it already.
 *
 * @param shares the share of each class, the most frequent first; null where the target is a number
 */
export function linesByRows(rows: number, shares: readonly number[] | null): LinesByRows {
  const preset =
    rows < SMALL
      ? line(
          0,
          'preset',
          'tabularSmall',
          `for tables of less than ${SMALL.toLocaleString('en-US')} rows`,
        )
      : line(0, 'preset', 'tabular')
  const pace = paces.find((one) => rows >= one.rows && (shares === null || one.ofNumbers !== true))
  if (pace === undefined) return { preset, validation: [], others: linesOfFewer(rows, shares) }
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

/** How fewer rows are trained on than make passes long. */
function linesOfFewer(rows: number, shares: readonly number[] | null): ConfigLine[] {
  if (rows >= SMALL) return linesByClasses(shares ?? [])
  if (rows >= TINY || shares !== null) return []
  const why = 'of so few rows each pass is a step or two otherwise, and learns too little'
  return [line(0, 'training', { batchSize: 32 }, why)]
}

/** How classes are trained on. */
function linesByClasses(shares: readonly number[]): ConfigLine[] {
  const majority = shares[0] ?? 0
  if (majority >= STRONG_MAJORITY) {
    // Steps of the preset's size soon fit the few others one by one.
    const adamw = { learningRate: { cosine: { from: 0.01 } } }
    const why = `smaller steps and fewer passes, as ${percent(majority)} of the rows are of one class`
    return [
      line(0, 'optimizer', { grouped: { optimizer: { adamw } } }, why),
      line(0, 'training', { epochs: 48 }),
    ]
  }
  return shares.length === 2
    ? [
        line(
          0,
          'training',
          { epochs: 64 },
          "to tell two classes apart half of the preset's passes do",
        ),
      ]
    : []
}
