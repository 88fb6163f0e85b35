import { listed, quoted } from '../config/show.ts'
import type { Column } from '../data/column.ts'
import { inOrder } from '../data/order.ts'
import { type ConfigLine, item, line, opening } from './config-text.ts'
import {
  classShares,
  describeClasses,
  describeColumn,
  missingIn,
  percent,
  STRONG_MAJORITY,
} from './describe-column.ts'
import type { FoundLayout } from './find-layout.ts'
import type { JudgedColumn } from './judge-columns.ts'
import { linesByRows } from './lines-by-rows.ts'
import type { ReadableTable } from './look-through.ts'
import type { PartsColumn } from './parts-of-table.ts'

/** What the lines of a config are made of. */
export interface Findings {
  /** The path of the table, from the config. */
  readonly file: string
  readonly target: Column
  /** Why a target of numbers is classes, or a number. */
  readonly taskReason: string | null
  readonly layout: FoundLayout
  readonly table: ReadableTable
  readonly parts: PartsColumn | null
  readonly judged: readonly JudgedColumn[]
}

/** A class is rare below this share of what it would have were all alike. */
const RARE = 0.2

/** The lines of a config for a table. */
export function linesOfTable(findings: Findings): ConfigLine[] {
  const { file, target, taskReason, table, parts, judged } = findings
  const task = target.kind === 'numeric' ? 'regression' : 'classification'
  const shares = target.kind === 'numeric' ? null : classShares(target).map(({ share }) => share)
  const missing = missingIn(target)
  const byRows = linesByRows(table.rows - missing, shares)
  const leftOut = judged.filter((column) => column.leftOut !== null)
  const describe = target.kind === 'categorical' ? describeClasses(target) : describeColumn(target)
  return [
    byRows.preset,
    opening(0, 'data'),
    line(1, 'file', file),
    ...layoutLines(findings),
    line(1, 'target', target.name, describe),
    line(
      1,
      'task',
      task,
      taskReason ?? (task === 'classification' ? 'as the target holds texts' : ''),
    ),
    ...(missing === 0
      ? []
      : [
          line(
            1,
            'missingTarget',
            'drop',
            `${missing} ${missing === 1 ? 'row has' : 'rows have'} none`,
          ),
        ]),
    ...missingValueLines(findings),
    ...(leftOut.length === 0 ? [] : [opening(1, 'exclude')]),
    ...leftOut.map(({ name, leftOut }) => item(2, name, leftOut ?? '')),
    ...columnLines(findings),
    ...Object.entries(parts?.keys ?? {}).map(([key, value]) => line(1, key, value, parts?.reason)),
    ...(parts?.keys.validation === undefined ? byRows.validation : []),
    ...byRows.others,
    ...imbalanceLines(target),
  ]
}

function layoutLines({ layout: { delimiter, comment, header } }: Findings): ConfigLine[] {
  return [
    ...(delimiter === null
      ? []
      : [line(1, 'delimiter', delimiter, 'one or more spaces stand between cells')]),
    ...(comment === null ? [] : [line(1, 'comment', comment, 'lines that begin so are no rows')]),
    ...(header
      ? []
      : [
          line(1, 'header', false, 'the first row is data, so the columns are column1, column2, …'),
        ]),
  ]
}

function missingValueLines({ table: { missing, notMissing } }: Findings): ConfigLine[] {
  const added = [...new Set(missing.flatMap(({ value }) => value))]
  const removed = notMissing.map(({ value }) => value)
  const reasons = [...missing, ...notMissing].map(({ reason }) => reason)
  if (reasons.length === 0) return []
  const value =
    removed.length === 0 ? added : { ...(added.length > 0 && { add: added }), remove: removed }
  return [line(1, 'missingValues', value, reasons.join('; '))]
}

function columnLines({ table: { settings }, judged, target }: Findings): ConfigLine[] {
  const read = [...settings].filter(
    ([name]) =>
      name === target.name ||
      judged.some((column) => column.name === name && column.leftOut === null),
  )
  if (read.length === 0) return []
  return [
    opening(1, 'columns'),
    ...read.map(([name, { value, reason }]) => line(2, name, value, reason)),
  ]
}

/** Figures that see rare classes, and what could be done for them. */
function imbalanceLines(target: Column): ConfigLine[] {
  if (target.kind === 'numeric') return []
  const shares = classShares(target)
  const [most] = shares
  const rare = shares.filter(({ share }) => share < RARE / shares.length)
  if (most === undefined || (most.share < STRONG_MAJORITY && rare.length === 0)) return []
  const names = listed(rare.map(({ name }) => quoted(name)).slice(0, 5))
  const why =
    most.share >= STRONG_MAJORITY
      ? `always saying ${quoted(most.name)} is right in ${percent(most.share)} of the rows`
      : `${rare.length === 1 ? `${names} is a rare class` : `${rare.length} classes are rare: ${names}`}`
  // averagePrecision is of the second of two classes, and says little where that is the frequent one.
  const [, second] = inOrder(shares.map(({ name }) => name))
  const metrics = {
    balancedAccuracy: {},
    ...(shares.length === 2 && second !== most.name && { averagePrecision: {} }),
  }
  return [
    line(0, 'metrics', metrics, `${why}, which accuracy hardly sees`),
    {
      text: '# classWeights: balanced # if rare classes matter as much as frequent ones',
      comment: '',
    },
  ]
}
