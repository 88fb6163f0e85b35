import { relative, sep } from 'node:path'
import { usualMissingValues } from '../config/missing-values-schema.ts'
import { listed, quoted } from '../config/show.ts'
import type { Column } from '../data/column.ts'
import { displayPath } from '../data/display-path.ts'
import { textsRecur } from '../data/rows.ts'
import { requireColumns } from '../data/table.ts'
import { InputError } from '../errors.ts'
import { type ConfigLine, configText, item, line, opening, remark } from './config-text.ts'
import { type FoundLayout, findLayout } from './find-layout.ts'
import { guessTarget } from './guess-target.ts'
import { describeColumn, type JudgedColumn, judgeColumn, missingIn } from './judge-columns.ts'
import { readColumns } from './read-columns.ts'

/** A config that was made for a table. */
export interface InitialConfig {
  /** YAML, with a reason behind each line. */
  readonly text: string
  /** The lines alone, and the reasons behind them, without the comments between. */
  readonly essence: string
}

/** What a config is made for. */
export interface InitRequest {
  /** Absolute path of the table. */
  readonly path: string
  /** The column to predict. */
  readonly target: string | null
  /** The folder that the config will stand in: the path of the table starts there. */
  readonly folder: string
  readonly onProgress?: ((fraction: number) => void) | undefined
}

/**
 * Makes a config for a table.
 *
 * @throws InputError for a file that is no table, without a target or with one that is no column, and for a table that
 * no config can make something of
 */
export async function initConfig({
  path,
  target,
  folder,
  onProgress,
}: InitRequest): Promise<InitialConfig> {
  const layout = await findLayout(path, target)
  if (target === null) throw withoutTarget(layout, path)
  requireColumns(layout.columns, [{ name: target, key: '--target' }], displayPath(path))
  const table = await readColumns({
    path,
    layout,
    target,
    missingValues: usualMissingValues,
    settings: {},
    onProgress,
  })
  const found = table.columns.get(target)
  const place = `${displayPath(path)} column ${quoted(target)}`
  const column = found?.column ?? null
  if (column === null) throw new InputError({ place, message: found?.fault ?? '' })
  refuseTarget(column, place)
  const judged = [...table.columns.values()].flatMap((entry) =>
    entry.name === target ? [] : [judgeColumn(entry, table.rows)],
  )
  const lines = linesOf({
    path,
    folder,
    target: column,
    layout,
    judged,
    taskReason: found?.taskReason ?? null,
  })
  const head = [
    remark(`Made from ${displayPath(path)}: ${table.rows} rows, ${table.columns.size} columns.`),
    remark(
      'What the preset stands for is shown by sobolev config show; every key written here goes before it.',
    ),
  ].join('')
  return { text: `${head}${configText(lines)}${columnList(judged)}`, essence: configText(lines) }
}

function withoutTarget({ columns }: FoundLayout, path: string): InputError {
  const { name, reason } = guessTarget(columns)
  const message = `the column to predict must be named by --target; the columns are ${listed(columns)}; is it --target ${asArgument(name)}, ${reason}?`
  return new InputError({ place: displayPath(path), message })
}

const asArgument = (name: string): string => (/^[\w.-]+$/.test(name) ? name : quoted(name))

function refuseTarget(column: Column, place: string): void {
  if (column.kind === 'categorical' && !textsRecur(column))
    throw new InputError({
      place,
      message: `classes must recur, got ${column.categories.length} different ones; choose another --target`,
    })
}

interface Found {
  readonly path: string
  readonly folder: string
  readonly target: Column
  readonly layout: FoundLayout
  readonly judged: readonly JudgedColumn[]
  readonly taskReason: string | null
}

function linesOf({ path, folder, target, layout, judged, taskReason }: Found): ConfigLine[] {
  const task = target.kind === 'numeric' ? 'regression' : 'classification'
  const missing = missingIn(target)
  const leftOut = judged.filter((column) => column.leftOut !== null)
  return [
    line(0, 'preset', 'tabular'),
    opening(0, 'data'),
    line(1, 'file', relative(folder, path).split(sep).join('/')),
    ...(layout.delimiter === null
      ? []
      : [line(1, 'delimiter', layout.delimiter, 'one or more spaces stand between cells')]),
    ...(layout.comment === null
      ? []
      : [line(1, 'comment', layout.comment, 'lines that begin so are no rows')]),
    ...(layout.header
      ? []
      : [
          line(
            1,
            'header',
            false,
            'the first row is one of data, so the columns are column1, column2, …',
          ),
        ]),
    line(1, 'target', target.name, describeColumn(target)),
    line(
      1,
      'task',
      task,
      taskReason ?? (task === 'classification' ? 'as it holds texts' : 'as it holds numbers'),
    ),
    ...(missing === 0
      ? []
      : [line(1, 'missingTarget', 'drop', `${missing} rows have no ${target.name}`)]),
    ...(leftOut.length === 0 ? [] : [opening(1, 'exclude')]),
    ...leftOut.map(({ name, leftOut }) => item(2, name, leftOut ?? '')),
  ]
}

/** How many columns are described one by one. */
const MAX_DESCRIBED = 40

function columnList(judged: readonly JudgedColumn[]): string {
  const inputs = judged.filter(({ leftOut }) => leftOut === null)
  const shown = inputs.slice(0, MAX_DESCRIBED)
  const others = inputs.length - shown.length
  return [
    remark(`Inputs (${inputs.length}):`),
    ...shown.map(({ name, words }) => remark(`  ${name}: ${words}`)),
    ...(others === 0 ? [] : [remark(`  and ${others} more`)]),
  ].join('')
}
