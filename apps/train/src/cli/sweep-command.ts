import { availableParallelism } from 'node:os'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { type Fault, InputError } from '../errors.ts'
import { jsonText } from '../run/json-text.ts'
import { collectOutcomes } from '../sweep/collect.ts'
import type { Outcome } from '../sweep/outcome.ts'
import { prepareFirst } from '../sweep/prepare-first.ts'
import { readSweep, shownPoint } from '../sweep/read-sweep.ts'
import { runSweep } from '../sweep/run-sweep.ts'
import type { Sweep } from '../sweep/sweep.ts'
import { resultsOf, writeResults } from '../sweep/sweep-results.ts'
import { TrialProcesses } from '../sweep/trial-processes.ts'
import { trialCount, trialsOf } from '../sweep/trials.ts'
import { count, formatDuration, formatNumber } from './format-number.ts'
import type { CommandIo } from './io.ts'
import { jsonOption, quietOption } from './options.ts'
import { pathOf, shownPath } from './paths.ts'
import { startProgress } from './progress.ts'
import { shortPaths, sweepSummary } from './sweep-report.ts'

interface SweepCommandOptions {
  readonly set: readonly string[]
  readonly output?: string
  readonly workers: number
  readonly threads: number | 'auto'
  readonly collect?: boolean
  readonly dryRun?: boolean
  readonly json?: boolean
  readonly quiet?: boolean
}

/** Adds `sobolev sweep`. */
export function sweepCommand(program: Command, argv: readonly string[], io: CommandIo): void {
  program
    .command('sweep')
    .description(
      'Train a config with many values of its parameters and say which are best. The same command goes on where it was stopped: a trial that has been run is never run again.',
    )
    .argument('<sweep>', 'the YAML file that names a config, its parameters and the search')
    .addOption(sweepSetOption())
    .addOption(sweepOutputOption())
    .addOption(
      new Option('--workers <count>', 'how many trials run at once, each in a process of its own')
        .argParser(wholeNumber)
        .default(availableParallelism(), 'one for each processor'),
    )
    .addOption(
      new Option('--threads <count>', 'threads of a trial; the numbers are the same')
        .argParser(wholeNumber)
        .default(1),
    )
    .option('--collect', 'run nothing: put together what the trials in the folder came to')
    .option('--dry-run', 'run nothing: check everything and list the trials')
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      `
The first Ctrl-C finishes the steps at hand; the same command then goes on.

Examples:
  $ sobolev sweep sweeps/two-moons.yaml
  $ sobolev sweep sweeps/two-moons.yaml --workers 4 --json > result.json
  $ sobolev trial sweeps/two-moons.yaml --index 17
  $ sobolev sweep sweeps/two-moons.yaml --collect`,
    )
    .action((file: string, options: SweepCommandOptions) => sweepAction(file, options, argv, io))
}

/** `--set key=value` of the sweep's file. */
export function sweepSetOption(): Option {
  return new Option('--set <key=value>', "override a value of the sweep's file; may be given again")
    .argParser((value: string, before: readonly string[]) => [...before, value])
    .default([], 'none')
}

/** `--output` of a sweep. */
export function sweepOutputOption(): Option {
  return new Option(
    '-o, --output <folder>',
    'the folder of all sweeps (default: output in the file, or else "sweeps")',
  )
}

function wholeNumber(value: string): number {
  const number = Number(value)
  if (Number.isInteger(number) && number >= 1 && number <= 256) return number
  throw new InvalidArgumentError('must be a whole number from 1 to 256')
}

async function sweepAction(
  file: string,
  options: SweepCommandOptions,
  argv: readonly string[],
  io: CommandIo,
): Promise<void> {
  const quiet = options.quiet === true
  const { set, output, workers, threads } = options
  const sweep = await readSweep(pathOf(io, file), {
    set,
    output: output && pathOf(io, output),
    cwd: io.cwd,
  })
  if (options.collect === true) {
    report(sweep, await collectOutcomes(sweep), options, io)
    return
  }
  if (!(await hasOutcomes(sweep))) await prepareFirst(sweep, io.signal)
  if (options.dryRun === true) {
    listTrials(sweep, options, io)
    return
  }
  if (!quiet)
    io.stderr.write(`${headline(sweep, workers)}\nfolder ${shownPath(io, sweep.folder)}\n\n`)
  const display = showSweep(sweep, io, quiet)
  const outcomes: Outcome[] = []
  const started = performance.now()
  try {
    const { end } = await runSweep(sweep, new TrialProcesses(workers, argv), threads, {
      signal: io.signal,
      onStep: display.onStep,
      onOutcome(outcome, wasKnown) {
        outcomes.push(outcome)
        display.onOutcome(outcome, wasKnown)
      },
    })
    display.stop()
    if (!quiet) {
      const words = end === 'budget' ? 'the budget of time is used up' : 'done'
      const seconds = (performance.now() - started) / 1000
      io.stderr.write(`${words} after ${formatDuration(seconds)}\n`)
    }
  } finally {
    display.stop()
    if (outcomes.length > 0) writeResults(sweep, resultsOf(sweep, outcomes))
    if (io.signal.aborted && !quiet)
      io.stderr.write(
        `${outcomes.length} of ${count(trialCount(sweep), 'trial')} are done; the same command goes on\n`,
      )
  }
  report(sweep, outcomes, options, io)
}

const hasOutcomes = async (sweep: Sweep): Promise<boolean> =>
  (await collectOutcomes(sweep, 1)).length > 0

/** Writes the files of results and prints them; where every trial failed, that is the command's failure. */
function report(
  sweep: Sweep,
  outcomes: readonly Outcome[],
  { json, quiet }: SweepCommandOptions,
  io: CommandIo,
): void {
  if (outcomes.length === 0)
    throw new InputError({ place: sweep.folder, message: 'holds no trial of this sweep yet' })
  const results = resultsOf(sweep, outcomes)
  writeResults(sweep, results)
  if (json === true) io.stdout.write(jsonText(results))
  else io.stdout.write(quiet ? `${shownPath(io, sweep.folder)}\n` : sweepSummary(results, io))
  if (results.missing.length > 0 && quiet !== true && json !== true)
    io.stderr.write(
      `not run: ${results.missing.slice(0, 20).join(', ')}${results.missing.length > 20 ? ', …' : ''}\n`,
    )
  if (results.finished > 0) return
  const messages = [...new Set(outcomes.map(({ message }) => message ?? ''))]
  const faults = messages.map((message): Fault => ({ place: 'every trial failed', message }))
  throw new InputError(faults)
}

function headline(sweep: Sweep, workers: number): string {
  const { name, objective, seeds } = sweep
  const trials = trialCount(sweep)
  const times = seeds.length === 1 ? '' : `, each point with ${seeds.length} seeds`
  return `${name}: ${count(trials, 'trial')}${times}, to ${objective.direction} ${objective.metric}, ${workers} at once`
}

function listTrials(sweep: Sweep, { json }: SweepCommandOptions, io: CommandIo): void {
  const paths = sweep.parameters.map(({ path }) => path)
  const trials = trialsOf(sweep, 0, [...Array(sweep.points).keys()])
  if (json === true) {
    const listed = trials.map(({ values, ...trial }) => ({
      ...trial,
      parameters: Object.fromEntries(paths.map((path, i) => [path, values[i]])),
    }))
    io.stdout.write(
      jsonText({ name: sweep.name, folder: sweep.folder, trials: trialCount(sweep), listed }),
    )
    return
  }
  const lines = trials.map(
    ({ index, seed, values }) => `${index}  seed ${seed}, ${shownPoint(paths, values)}\n`,
  )
  const later = trialCount(sweep) - trials.length
  const more =
    later === 0 ? '' : `${count(later, 'trial')} of later rounds, with the best of these points\n`
  io.stdout.write(`${lines.join('')}${more}`)
}

/** A line for each trial on stderr, and below them a bar where that is a terminal. */
function showSweep(sweep: Sweep, io: CommandIo, quiet: boolean) {
  const bar = startProgress(io, '', quiet)
  const total = trialCount(sweep)
  const paths = sweep.parameters.map(({ path }) => path)
  const names = shortPaths(paths)
  const { metric, direction } = sweep.objective
  const fractions = new Map<number, number>()
  let done = 0
  let known = 0
  let best: number | undefined
  const update = (): void => {
    const running = [...fractions.values()].reduce((sum, fraction) => sum + fraction, 0)
    const text = best === undefined ? '' : `; best ${metric} ${formatNumber(best)}`
    bar.update((done + running) / total, `${done} of ${total}${text}`)
  }
  let isStopped = false
  return {
    onStep(index: number, fraction: number): void {
      fractions.set(index, fraction)
      update()
    },
    onOutcome(outcome: Outcome, wasKnown: boolean): void {
      const { index, validation, state, seconds, message, parameters } = outcome
      fractions.delete(index)
      done++
      const value = validation[metric]
      if (typeof value === 'number') {
        const isBetter =
          direction === 'maximize' ? value > (best ?? -Infinity) : value < (best ?? Infinity)
        if (isBetter) best = value
      }
      if (wasKnown) {
        known++
        return
      }
      if (known > 0) {
        bar.print(`${count(known, 'trial')} had been run before\n`)
        known = 0
      }
      const figure =
        typeof value === 'number'
          ? `${metric} ${formatNumber(value)}`
          : `${state}: ${message?.split('\n')[0]}`
      const point = shownPoint(
        names,
        paths.map((path) => parameters[path]),
      )
      bar.print(`trial ${index}  ${figure}  (${formatDuration(seconds)}; ${point})\n`)
      update()
    },
    stop(): void {
      if (isStopped) return
      isStopped = true
      if (known > 0) bar.print(`${count(known, 'trial')} had been run before\n`)
      bar.stop()
    },
  }
}
