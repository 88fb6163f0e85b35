import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { InputError } from '../errors.ts'
import { writeTextAtomic } from '../run/atomic-write.ts'
import { jsonText } from '../run/json-text.ts'
import { makeFolders } from '../run/make-folders.ts'
import type { Outcome } from '../sweep/outcome.ts'
import { runSweep, type SweepEnd } from '../sweep/run-sweep.ts'
import type { Sweep } from '../sweep/sweep.ts'
import { resultsOf, writeResults } from '../sweep/sweep-results.ts'
import { TrialProcesses } from '../sweep/trial-processes.ts'
import { trialCount } from '../sweep/trials.ts'
import { planOfFolder, USUAL_MINUTES } from '../tune/plan-of-folder.ts'
import { startTuning } from '../tune/start-tuning.ts'
import { FEWEST_POINTS, MOST_POINTS, type TunePlan } from '../tune/tune-plan.ts'
import { tuneResults } from '../tune/tune-results.ts'
import { objectiveFor, pointText, type TuneOptions, tuneSweep } from '../tune/tune-sweep.ts'
import { writeTune } from '../tune/write-tune.ts'
import { count, formatDuration } from './format-number.ts'
import { defaultName } from './init-command.ts'
import type { CommandIo } from './io.ts'
import { jsonOption, quietOption, setOption } from './options.ts'
import { pathOf, shownPath } from './paths.ts'
import { programName } from './program-name.ts'
import { startProgress } from './progress.ts'
import { showSweep } from './sweep-display.ts'
import { wholeNumber } from './sweep-options.ts'
import { addTableOptions, configOfTable, isTable, type TableOptions } from './table-config.ts'
import { listIngredients } from './tune-listing.ts'
import { remarksOf, tuneSummary } from './tune-report.ts'

interface TuneCommandOptions extends TableOptions {
  readonly minutes?: number
  readonly points?: number
  readonly objective: string
  readonly only: readonly string[]
  readonly without: readonly string[]
  readonly set: readonly string[]
  readonly output: string
  readonly workers: number
  readonly dryRun?: boolean
  readonly json?: boolean
  readonly quiet?: boolean
}

/** Adds `sobolev tune`. */
export function tuneCommand(program: Command, argv: readonly string[], io: CommandIo): void {
  const names = (value: string, before: readonly string[]): string[] => [
    ...before,
    ...value.split(',').filter((name) => name !== ''),
  ]
  addTableOptions(program.command('tune'))
    .description(
      'Find which regularizers help a config, and how strong they must be: a search over what the catalogue says of them, judged on the validation part. The same command goes on where it was stopped.',
    )
    .argument('<config-or-csv>', 'the YAML file of a config, or a table with --target')
    .addOption(
      new Option(
        '--minutes <count>',
        `how long it may take on all processors: turned into a number of points once, by what a training takes (default: ${USUAL_MINUTES})`,
      ).argParser(minutesOf),
    )
    .addOption(
      new Option(
        '--points <count>',
        'how many points to try in place of --minutes: the same result on every machine',
      )
        .argParser(pointsOf)
        .conflicts('minutes'),
    )
    .option('--objective <metric>', 'the figure of the validation part that counts', 'loss')
    .addOption(
      new Option('--only <names>', 'try these alone, such as dropout,mixup')
        .argParser(names)
        .default([], 'all that go with the config'),
    )
    .addOption(
      new Option('--without <names>', 'leave these out').argParser(names).default([], 'none'),
    )
    .addOption(setOption())
    .option('-o, --output <folder>', 'the folder of all searches', 'tunes')
    .addOption(
      new Option(
        '--workers <count>',
        'how many trials run at once, each in a process of its own; the result is the same',
      )
        .argParser(wholeNumber)
        .default(availableParallelism(), 'one for each processor'),
    )
    .option('--dry-run', 'run nothing: say what would be tried')
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      `
What is tried of a method stands on its card: sobolev explain dropout.

Examples:
  $ sobolev tune configs/two-moons.yaml
  $ sobolev tune penguins.csv --target species --minutes 10
  $ sobolev tune configs/two-moons.yaml --points 27 --only dropout,inputGradient,sam`,
    )
    .action((path: string, options: TuneCommandOptions) => tune(path, options, argv, io))
}

async function tune(
  given: string,
  options: TuneCommandOptions,
  argv: readonly string[],
  io: CommandIo,
): Promise<void> {
  const quiet = options.quiet === true
  const tell = (text: string): void => {
    if (!quiet) io.stderr.write(text)
  }
  const path = await configFor(pathOf(io, given), options, io)
  const reading = startProgress(io, 'reading', quiet)
  const start = await startTuning({
    ...{ path, set: options.set, cwd: io.cwd, only: options.only, without: options.without },
    signal: io.signal,
    onReading: reading.update,
  }).finally(reading.stop)
  const { config, prepared } = start
  const measured = prepared.measures.filter(({ gives }) => gives === undefined)
  const objective = objectiveFor(options.objective, config, [
    'loss',
    ...measured.map(({ name }) => name),
  ])
  const folder = folderOf(path, given, config.name, options, io)
  const parts: TuneOptions = { path, set: options.set, folder, objective }
  if (options.dryRun === true) {
    listIngredients(start, options, io)
    return
  }
  const plan = await planOfFolder(start, parts, options, {
    executor() {
      tell('measuring how long a training takes\n')
      return new TrialProcesses(1, argv)
    },
    signal: io.signal,
  })
  const sweep = tuneSweep(start, plan, parts)
  tell(`${headline(sweep, plan)}\nfolder ${shownPath(io, folder)}\n\n`)
  const { outcomes, end } = await runTrials(sweep, options, argv, io, tell)
  writeResults(sweep, resultsOf(sweep, outcomes))
  const results = tuneResults(sweep, outcomes, end)
  if (results === null) throw withoutResult(sweep, outcomes)
  const remarks = remarksOf(results, start, plan)
  const best = await writeTune(results, { start, plan, options: parts, remarks })
  if (options.json === true) io.stdout.write(jsonText({ ...results, plan, best }))
  else if (quiet) io.stdout.write(`${shownPath(io, best)}\n`)
  else
    io.stdout.write(
      `${tuneSummary(results, remarks, io)}\nnext: ${programName(io)} train ${shownPath(io, best)}\n`,
    )
}

async function runTrials(
  sweep: Sweep,
  { workers, quiet = false }: TuneCommandOptions,
  argv: readonly string[],
  io: CommandIo,
  tell: (text: string) => void,
): Promise<{ readonly outcomes: readonly Outcome[]; readonly end: SweepEnd }> {
  const display = showSweep(sweep, io, quiet, pointText)
  const started = performance.now()
  let done = 0
  try {
    const ended = await runSweep(sweep, new TrialProcesses(workers, argv), 1, {
      signal: io.signal,
      onStep: display.onStep,
      onOutcome(outcome, wasKnown) {
        done++
        display.onOutcome(outcome, wasKnown)
      },
    })
    display.stop()
    tell(`done after ${formatDuration((performance.now() - started) / 1000)}\n\n`)
    return ended
  } finally {
    display.stop()
    if (io.signal.aborted)
      tell(`${done} of ${count(trialCount(sweep), 'trial')} are done; the same command goes on\n`)
  }
}

/** The config that a file is, or the one that is made for a table, in the folder of its search. */
async function configFor(
  path: string,
  options: TuneCommandOptions,
  io: CommandIo,
): Promise<string> {
  if (!isTable(path, options)) return path
  const file = join(pathOf(io, options.output), nameOfTable(path), defaultName(path))
  const folder = dirname(file)
  const { text } = await configOfTable(path, folder, options, io)
  if (existsSync(file) && readFileSync(file, 'utf8') !== text)
    throw new InputError({
      place: file,
      message: 'was made of the table for another search; name another folder with --output',
    })
  makeFolders(folder)
  writeTextAtomic(file, text)
  return file
}

const nameOfTable = (path: string): string => defaultName(path).replace(/\.yaml$/, '')

function folderOf(
  path: string,
  given: string,
  name: string,
  { output }: TuneCommandOptions,
  io: CommandIo,
): string {
  return path === pathOf(io, given) ? join(pathOf(io, output), name) : dirname(path)
}

function headline(sweep: Sweep, { rounds }: TunePlan): string {
  const { name, objective } = sweep
  const steps = rounds.map(({ points, epochs, seeds }) =>
    seeds.length === 1
      ? `${points} for ${count(epochs, 'epoch')}`
      : `the best ${points} with ${seeds.length} seeds`,
  )
  return `${name}: ${count(rounds[0]?.points ?? 0, 'point')}, to ${objective.direction} ${objective.metric}; ${steps.join(', ')}: ${count(trialCount(sweep), 'trial')}`
}

/** Why a search has no result. */
function withoutResult({ folder }: Sweep, outcomes: readonly Outcome[]): InputError {
  const messages = [...new Set(outcomes.flatMap(({ message }) => message ?? []))]
  const message =
    messages.length === 0
      ? 'the time was over before all points had been tried once; give it more --minutes, in another folder with --output'
      : `every trial failed: ${messages[0]}`
  return new InputError({ place: folder, message })
}

function minutesOf(text: string): number {
  const minutes = Number(text)
  if (text !== '' && minutes > 0 && minutes <= 100_000) return minutes
  throw new InvalidArgumentError('must be a number of minutes above 0')
}

function pointsOf(text: string): number {
  const points = Number(text)
  if (Number.isInteger(points) && points >= FEWEST_POINTS && points <= MOST_POINTS) return points
  throw new InvalidArgumentError(`must be a whole number from ${FEWEST_POINTS} to ${MOST_POINTS}`)
}
