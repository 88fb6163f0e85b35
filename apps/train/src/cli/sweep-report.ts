import type { PointResult } from '../sweep/ranking.ts'
import { shownValue } from '../sweep/shown-point.ts'
import type { SweepResults } from '../sweep/sweep-results.ts'
import { aligned } from './figure-list.ts'
import { count, formatFigure } from './format-number.ts'
import type { CommandIo } from './io.ts'
import { shownPath } from './paths.ts'
import { fitted, padEnd, padStart, widthOf } from './text-width.ts'
import { visibleLine } from './visible.ts'

/** Points that are listed. */
const MAX_POINTS = 10
const gap = '  '

/** What a sweep came to: its best points, and where its files lie. */
export function sweepSummary(results: SweepResults, io: CommandIo): string {
  const { trials, finished, diverged, failed, missing, best, folder, digest, outcomes } = results
  const parts = [
    `${finished} of ${count(trials, 'trial')} finished`,
    ...(diverged === 0 ? [] : [`${diverged} diverged`]),
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(missing.length === 0 ? [] : [`${missing.length} not run`]),
  ]
  const runs = outcomes
    .filter(({ point, round, run }) => best?.point === point && best.round === round && run)
    .map(
      ({ index, run }) =>
        ['run', shownPath(io, `${folder}/trial-${String(index).padStart(4, '0')}/${run}`)] as const,
    )
  const files = aligned([
    ...runs.map(([name, path], i): [string, string] => [i === 0 ? `best ${name}` : '', path]),
    ['trials', shownPath(io, `${folder}/trials.csv`)],
    ['for Optuna', shownPath(io, `${folder}/optuna.log`)],
    ['digest', digest],
  ])
  return `${parts.join(', ')}\n\n${pointTable(results, io.stdout.columns ?? 80)}\nfiles\n${files}`
}

/** The best points, with the mean of the objective and its spread over the seeds. */
function pointTable({ points, objective }: SweepResults, width: number): string {
  const shown = points.slice(0, MAX_POINTS)
  const paths = Object.keys(points[0]?.parameters ?? {})
  const hasSpread = shown.some(({ spread }) => spread !== null)
  const hasGaps = shown.some(({ without }) => without > 0)
  const hasRounds = points.some(({ round }) => round > 0)
  const columns: { readonly head: string; readonly cell: (point: PointResult) => string }[] = [
    { head: 'point', cell: ({ point }) => String(point) },
    ...(hasRounds ? [{ head: 'round', cell: ({ round }: PointResult) => String(round) }] : []),
    { head: objective.metric, cell: ({ mean }) => formatFigure(mean) },
    ...(hasSpread
      ? [{ head: 'spread', cell: ({ spread }: PointResult) => formatFigure(spread) }]
      : []),
    ...(hasGaps ? [{ head: 'lost', cell: ({ without }: PointResult) => String(without) }] : []),
    ...shortPaths(paths).map((head, i) => ({
      head,
      cell: ({ parameters }: PointResult) => shownValue(parameters[paths[i] ?? '']),
    })),
  ]
  const cells = [
    columns.map(({ head }) => head),
    ...shown.map((point) => columns.map(({ cell }) => cell(point))),
  ].map((row) => row.map(visibleLine))
  const widths = columns.map((_, at) => Math.max(...cells.map((row) => widthOf(row[at] ?? ''))))
  const figures = columns.length - paths.length
  const lines = cells.map((row) =>
    row
      .map((cell, at) => (at < figures ? padStart : padEnd)(cell, widths[at] ?? 0))
      .join(gap)
      .trimEnd(),
  )
  const others = points.length - shown.length
  const more = others > 0 ? [`${count(others, 'more point')} in sweep.json`] : []
  return [...lines, ...more].map((line) => `${fitted(line, width)}\n`).join('')
}

/** Paths by their last keys, as many as tell them apart. */
export function shortPaths(paths: readonly string[]): string[] {
  const keys = paths.map((path) => path.split('.'))
  return keys.map((words, i) => {
    for (let length = 1; length < words.length; length++) {
      const tail = words.slice(-length).join('.')
      const isAlone = keys.every((other, j) => i === j || other.slice(-length).join('.') !== tail)
      if (isAlone && !/^\d+$/.test(words.at(-length) ?? '')) return tail
    }
    return paths[i] ?? ''
  })
}
