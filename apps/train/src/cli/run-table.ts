import type { RunSummary } from '../run/run-summary.ts'
import { formatDuration, formatFigure } from './format-number.ts'
import { type CommandIo, styled } from './io.ts'
import { figureOf } from './run-figures.ts'
import { fittedName, padEnd, padStart, widthOf } from './text-width.ts'
import { visibleLine } from './visible.ts'

interface Column {
  readonly title: string
  readonly cell: (run: RunSummary) => string
  readonly isNumber?: boolean
  /** Whether it is left out where a terminal is narrow. */
  readonly isExtra?: boolean
}

const usualColumns: readonly Column[] = [
  { title: 'name', cell: ({ name }) => visibleLine(name) },
  { title: 'id', cell: ({ id }) => visibleLine(id) },
  { title: 'started', cell: ({ started }) => dateText(started), isExtra: true },
  { title: 'state', cell: ({ state }) => state },
  { title: 'epochs', cell: ({ epochs }) => String(epochs), isNumber: true, isExtra: true },
  {
    title: 'time',
    cell: ({ seconds }) => (seconds === null ? '–' : formatDuration(seconds)),
    isNumber: true,
    isExtra: true,
  },
]

/**
 * Runs one under another: name, id, start, state, epochs, time and figures. On a narrow terminal columns are left out,
 * and names are cut.
 */
export function runTable(
  runs: readonly RunSummary[],
  figures: readonly string[],
  io: CommandIo,
): string {
  const width = io.stdout.isTTY === true ? (io.stdout.columns ?? 80) : Number.POSITIVE_INFINITY
  const ofFigures = figures.map(
    (figure): Column => ({
      title: visibleLine(figure),
      cell: (run) => formatFigure(figureOf(run, figure) ?? null),
      isNumber: true,
    }),
  )
  const measured = [...usualColumns, ...ofFigures].map(({ cell, ...column }) => {
    const cells = runs.map(cell)
    return { ...column, cells, width: Math.max(...[column.title, ...cells].map(widthOf)) }
  })
  const room = (columns: typeof measured): number =>
    columns.reduce((sum, column) => sum + column.width + 2, -2)
  let shown = measured
  for (let extra = shown.findLast(({ isExtra }) => isExtra); extra && room(shown) > width; ) {
    const dropped = extra
    shown = shown.filter((column) => column !== dropped)
    extra = shown.findLast(({ isExtra }) => isExtra)
  }
  const excess = Math.max(0, room(shown) - width)
  const columns = shown.map((column, index) => ({
    ...column,
    width: index === 0 ? Math.max(8, column.width - excess) : column.width,
  }))
  const line = (textOf: (column: (typeof columns)[number]) => string): string =>
    columns
      .map((column) =>
        (column.isNumber ? padStart : padEnd)(
          fittedName(textOf(column), column.width),
          column.width,
        ),
      )
      .join('  ')
      .trimEnd()
  const rows = runs.map((run, index) => {
    const text = line(({ cells }) => cells[index] ?? '')
    return isBad(run.state) ? styled(io, io.stdout, 31, text) : text
  })
  const heading = styled(
    io,
    io.stdout,
    1,
    line(({ title }) => title),
  )
  return [heading, ...rows].map((text) => `${text}\n`).join('')
}

/** States in which a run has come to nothing, as yet. */
const isBad = (state: RunSummary['state']): boolean =>
  state === 'diverged' || state === 'failed' || state === 'unfinished'

/** A time as a clock on the wall tells it, to the minute. */
function dateText(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`
}
