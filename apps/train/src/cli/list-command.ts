import { type Command, InvalidArgumentError, Option } from 'commander'
import { listRuns } from '../run/find-run.ts'
import { type RunSummary, summaryOf } from '../run/run-summary.ts'
import { count } from './format-number.ts'
import type { CommandIo } from './io.ts'
import { jsonOption } from './options.ts'
import { pathOf, shownPath } from './paths.ts'
import { programName } from './program-name.ts'
import { figureOf, isSortKey, sortedRuns, usualFigures } from './run-figures.ts'
import { runTable } from './run-table.ts'
import { unchanged } from './visible.ts'

interface ListOptions {
  readonly output: string
  readonly name?: string
  readonly state: readonly string[]
  readonly since?: Date
  readonly before?: Date
  readonly figure: readonly string[]
  readonly sort: string
  readonly reverse?: boolean
  readonly limit?: number
  readonly json?: boolean
}

const states: readonly RunSummary['state'][] = [
  ...(['finished', 'stoppedEarly', 'converged', 'interrupted'] as const),
  ...(['running', 'unfinished', 'diverged', 'failed'] as const),
]

/** Adds `sobolev list`. */
export function listCommand(program: Command, _argv: readonly string[], io: CommandIo): void {
  program
    .command('list')
    .description(
      'List runs with their ids, when they began, how they ended and their figures on the validation part.',
    )
    .argument('[name]', 'only runs of this name; * stands for any letters, as in "moons-*"')
    .option('-o, --output <folder>', 'the folder of all runs', 'runs')
    .addOption(
      new Option('--state <state>', 'only runs in this state; may be given again')
        .choices(states)
        .argParser((state: string, before: readonly string[]) => {
          if (!states.some((known) => known === state))
            throw new InvalidArgumentError(`Allowed choices are ${states.join(', ')}.`)
          return [...before, state]
        })
        .default([], 'all'),
    )
    .option(
      '--since <date>',
      'only runs that began then or later: 2026-01-31 or 2026-01-31T12:00, on the clock here, or 7d or 12h ago',
      dateOf,
    )
    .option('--before <date>', 'only runs that began before that', dateOf)
    .addOption(
      new Option(
        '--figure <figure>',
        'a figure to show, such as accuracy, or test.accuracy of the test part; may be given again',
      )
        .argParser((figure: string, before: readonly string[]) => [...before, figure])
        .default([], 'the loss and the first metric'),
    )
    .option('--sort <key>', 'started, name, state, epochs, seconds or a figure', 'started')
    .option('-r, --reverse', 'the other way round')
    .option('-n, --limit <count>', 'at most so many, the last ones', limitOf)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
A run is unfinished where its process was killed; sobolev resume continues it.

--json prints a list of name, id, path, started, state, epochs, seconds, seed, digest, validation, test and, of a run
whose files are damaged, problem.

Examples:
  $ sobolev list
  $ sobolev list two-moons --sort accuracy --limit 10
  $ sobolev list --state diverged --state failed --since 7d
  $ sobolev list "sweep-*" --figure loss --figure test.accuracy --json`,
    )
    .action((name: string | undefined, options: ListOptions) => list(name, options, io))
}

function list(name: string | undefined, options: ListOptions, io: CommandIo): void {
  const folder = pathOf(io, options.output)
  const known = listRuns(folder).map(summaryOf)
  const isCalled = name === undefined ? () => true : matching(name)
  const { state, since, before } = options
  const wanted = known.filter(
    (run) =>
      isCalled(run.name) &&
      (state.length === 0 || state.includes(run.state)) &&
      (since === undefined || run.started >= since) &&
      (before === undefined || run.started < before),
  )
  const sorted = sortedRuns(wanted, options.sort, options.reverse === true)
  const shown = options.limit === undefined ? sorted : sorted.slice(-options.limit)
  if (options.json === true) {
    io.stdout.write(`${JSON.stringify(shown, null, 2)}\n`)
    return
  }
  if (shown.length === 0) {
    const where = shownPath(io, folder)
    const words =
      known.length === 0
        ? `no runs in ${where}; ${programName(io)} train makes one, and --output names another folder`
        : `none of the ${count(known.length, 'run')} in ${where} is meant`
    io.stderr.write(`${words}\n`)
    return
  }
  const figures = options.figure.length > 0 ? options.figure : usualFigures(shown)
  unchanged(io.stdout).write(runTable(shown, figures, io))
  const damaged = shown.filter(({ problem }) => problem !== undefined)
  for (const { problem } of damaged.slice(0, 5)) io.stderr.write(`${problem}\n`)
  const asked = [...options.figure, ...(isSortKey(options.sort) ? [] : [options.sort])]
  const unknown = asked.filter((name) => shown.every((run) => figureOf(run, name) === undefined))
  if (unknown.length > 0)
    io.stderr.write(
      `no run has the figure ${[...new Set(unknown)].join(' or ')}; there are ${figureNames(shown)}\n`,
    )
}

const figureNames = (runs: readonly RunSummary[]): string =>
  [
    ...new Set(
      runs.flatMap(({ validation, test }) => [
        ...Object.keys(validation ?? {}),
        ...Object.keys(test ?? {}).map((figure) => `test.${figure}`),
      ]),
    ),
  ].join(', ') || 'none'

/** Whether a name is meant by a pattern. */
function matching(pattern: string): (name: string) => boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&'))
  const expression = new RegExp(`^${parts.join('.*')}$`, 'su')
  return (name) => expression.test(name)
}

function dateOf(text: string): Date {
  const [, amount, unit = ''] = /^(\d{1,6})([mhdw])$/.exec(text) ?? []
  const minutes = { m: 1, h: 60, d: 1440, w: 10_080 }[unit]
  if (amount !== undefined && minutes !== undefined)
    return new Date(Date.now() - Number(amount) * minutes * 60_000)
  // A date without a time would be midnight in UTC, and what is listed is on the clock here.
  const isDay = /^\d{4}-\d\d(-\d\d)?$/.test(text)
  const date = new Date(isDay ? `${text.padEnd(10, '-01')}T00:00` : text)
  if (/^\d{4}-\d\d/.test(text) && !Number.isNaN(date.getTime())) return date
  throw new InvalidArgumentError('must be a date such as 2026-01-31, or a time ago such as 7d')
}

function limitOf(text: string): number {
  const limit = Number(text)
  if (Number.isInteger(limit) && limit > 0) return limit
  throw new InvalidArgumentError('must be a positive integer')
}
