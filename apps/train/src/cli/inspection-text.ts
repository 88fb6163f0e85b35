import type { Range } from '../inspect/column-importance.ts'
import { PERMUTATIONS } from '../inspect/column-importance.ts'
import type { Inspection } from '../inspect/inspect-model.ts'
import type { PartialDependence } from '../inspect/partial-dependence.ts'
import { count, formatFigure, formatNumber, plainNumber } from './format-number.ts'
import type { TextOutput } from './io.ts'
import { fittedName, padEnd, padStart, widthOf, wrappedFor } from './text-width.ts'
import { visibleLine } from './visible.ts'

/** Columns that are listed; `--json` has all. */
const MOST_COLUMNS = 20
const WIDEST_NAME = 30

/** What a model goes by and where it is far off, for a person to read. */
export function inspectionText(
  { rows, score, importance, remarks, dependence, worst }: Inspection,
  output: TextOutput,
): string {
  const shown = importance.slice(0, MOST_COLUMNS)
  const others = importance.length - shown.length
  const ofImportance = [
    ['', 'loss gained', `${score} lost`, 'mean |gradient|'],
    ...shown.map(({ column, lossGained, scoreLost, gradient }) => [
      column,
      rangeText(lossGained),
      rangeText(scoreLost),
      formatFigure(gradient),
    ]),
  ]
  const ofRows = [
    ['row', 'loss', 'target', 'prediction'],
    ...worst.map(({ row, loss, target, prediction }) => [
      String(row),
      formatNumber(loss),
      cellOf(target),
      cellOf(prediction),
    ]),
  ]
  return [
    shown.length === 0
      ? ''
      : `\nimportance of columns, on ${count(rows, 'row')}: what is lost where a column is permuted (mean ± half the range of ${PERMUTATIONS}), and the gradient of the loss by it\n`,
    shown.length === 0 ? '' : aligned(ofImportance),
    others > 0 ? `  and ${count(others, 'more column')}; --json has all\n` : '',
    ...remarks.map((remark) => `${wrappedFor(output, visibleLine(`note: ${remark}`))}\n`),
    dependence.length === 0
      ? ''
      : '\npartial dependence: mean prediction where all rows have one value of a column\n',
    ...dependence.map(dependenceText),
    worst.length === 0 ? '' : '\nworst rows: the largest losses\n',
    worst.length === 0 ? '' : aligned(ofRows),
  ].join('')
}

function dependenceText({ column, values, predictions }: PartialDependence): string {
  const names = Object.keys(predictions)
  return aligned([
    [column, ...names],
    ...values.map((value, i) => [
      cellOf(value),
      ...names.map((name) => formatFigure(predictions[name]?.[i] ?? Number.NaN)),
    ]),
  ])
}

const cellOf = (cell: number | string): string =>
  typeof cell === 'number' ? plainNumber(cell) : cell

const rangeText = ({ mean, least, most }: Range): string =>
  `${formatNumber(mean)} ± ${((most - least) / 2).toPrecision(2)}`

/** Rows of cells below each other, the first cell on the left, the others on the right. */
function aligned(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map((cell) => fittedName(visibleLine(cell), WIDEST_NAME)))
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((row) => widthOf(row[column] ?? ''))),
  )
  return cells
    .map((row) =>
      `  ${row.map((cell, column) => (column === 0 ? padEnd(cell, widths[0] ?? 0) : padStart(cell, widths[column] ?? 0))).join('  ')}`.trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('')
}
