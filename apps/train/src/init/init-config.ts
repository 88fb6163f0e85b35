import { areImages } from '#images'
import { relative, sep } from '#platform'
import { listed, quoted } from '../config/show.ts'
import type { Column } from '../data/column.ts'
import { displayPath } from '../data/display-path.ts'
import { textsRecur } from '../data/rows.ts'
import { requireColumns } from '../data/table.ts'
import { InputError } from '../errors.ts'
import { type ConfigLine, configText, remark } from './config-text.ts'
import { type FoundLayout, findLayout } from './find-layout.ts'
import { guessTarget } from './guess-target.ts'
import { imageConfig } from './image-config.ts'
import type { InitialConfig, InitRequest } from './initial-config.ts'
import { type JudgedColumn, judgeColumns } from './judge-columns.ts'
import { linesOfTable } from './lines-of-table.ts'
import { lookThrough } from './look-through.ts'
import { partsColumn } from './parts-of-table.ts'

/**
 * Makes a config for a table.
 *
 * @throws InputError for a file that is no table, without a target or with one that is no column, and for a table that
 * no config can make something of
 */
export async function initConfig(request: InitRequest): Promise<InitialConfig> {
  const { path, target, task = null, folder, onProgress } = request
  const file = relative(folder, path).split(sep).join('/')
  if (await areImages(path)) return imageConfig(request, file)
  const layout = await findLayout(path, target)
  if (target === null) throw withoutTarget(layout.columns, path)
  requireColumns(layout.columns, [{ name: target, key: '--target' }], displayPath(path))
  const table = await lookThrough({ path, layout, target, task, onProgress })
  const found = table.columns.get(target)
  const place = `${displayPath(path)} column ${quoted(target)}`
  const column = found?.column ?? null
  if (column === null) throw new InputError({ place, message: found?.fault ?? '' })
  refuseTarget(column, place)
  const others = [...table.columns.values()].filter(({ name }) => name !== target)
  const parts = partsColumn(others)
  const judged = withSomeInput(
    judgeColumns(
      others.filter(({ name }) => name !== parts?.name),
      column,
      table.rows,
    ),
    place,
  )
  const taskReason = task === null ? (found?.taskReason ?? null) : 'as it was asked for'
  const lines = linesOfTable({ file, target: column, taskReason, layout, table, parts, judged })
  return {
    text: headOf(path, table) + configText(lines) + inputList(judged),
    essence: essenceOf(lines),
  }
}

const headOf = (
  path: string,
  { rows, columns }: { rows: number; columns: ReadonlyMap<string, unknown> },
) =>
  remark(`Made by sobolev init of ${displayPath(path)}: ${rows} rows, ${columns.size} columns.`) +
  remark(
    'sobolev config show prints what the preset stands for; what is written here goes before it.',
  )

/** Without the lines that are but suggestions. */
const essenceOf = (lines: readonly ConfigLine[]): string =>
  configText(lines.filter(({ text }) => !text.trimStart().startsWith('#')))

function withoutTarget(columns: FoundLayout['columns'], path: string): InputError {
  const { name, reason } = guessTarget(columns)
  const argument = /^[\w.-]+$/.test(name) ? name : quoted(name)
  const message = `the column to predict must be named by --target; the columns are ${listed(columns)}; is it --target ${argument}, ${reason}?`
  return new InputError({ place: displayPath(path), message })
}

function refuseTarget(column: Column, place: string): void {
  const fault = (message: string): InputError => new InputError({ place, message })
  if (column.kind === 'numeric') {
    const present = column.values.filter((value) => !Number.isNaN(value))
    const [first] = present
    if (first === undefined) throw fault('must have values, got none; choose another --target')
    if (present.every((value) => value === first))
      throw fault(`is ${first} in every row, so there is nothing to learn; choose another --target`)
    return
  }
  const { categories } = column
  if (categories.length < 2)
    throw fault(
      `must have at least 2 classes, got ${categories.map(quoted).join('') || 'none'}; choose another --target`,
    )
  if (!textsRecur(column))
    throw fault(
      `must recur to be classes, got ${categories.length} different texts; choose another --target`,
    )
}

/** Where no column would be left, those that could be inputs are. */
function withSomeInput(judged: readonly JudgedColumn[], place: string): readonly JudgedColumn[] {
  if (judged.some(({ leftOut }) => leftOut === null)) return judged
  const usable = judged.filter(({ isUsable }) => isUsable)
  if (usable.length === 0) {
    const reasons = judged.map(({ name, leftOut }) => `${name} ${leftOut}`)
    const got = reasons.length === 0 ? 'no other column' : reasons.slice(0, 3).join(', ')
    throw new InputError({
      place,
      message: `must be predicted from other columns, got ${got}; no config can train on that`,
    })
  }
  return judged.map((column) =>
    column.isUsable
      ? {
          ...column,
          leftOut: null,
          words: `${column.words}; ${column.leftOut}, but there is no other input`,
        }
      : column,
  )
}

/** How many columns are described one by one. */
const MAX_DESCRIBED = 40

function inputList(judged: readonly JudgedColumn[]): string {
  const inputs = judged.filter(({ leftOut }) => leftOut === null)
  const others = inputs.length - MAX_DESCRIBED
  return [
    remark(`${inputs.length} ${inputs.length === 1 ? 'input' : 'inputs'}:`),
    ...inputs.slice(0, MAX_DESCRIBED).map(({ name, words }) => remark(`  ${name}: ${words}`)),
    ...(others > 0 ? [remark(`  and ${others} more`)] : []),
  ].join('')
}
