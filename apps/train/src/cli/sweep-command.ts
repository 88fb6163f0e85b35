import { availableParallelism } from 'node:os'
import { type Command, Option } from 'commander'
import { type Fault, InputError } from '../errors.ts'
import { jsonText } from '../run/json-text.ts'
import { ownVersion } from '../run/package-versions.ts'
import { collectOutcomes } from '../sweep/collect.ts'
import { differingData } from '../sweep/differing-data.ts'
import { loadQueue, withQueueErrors } from '../sweep/load-queue.ts'
import type { Outcome } from '../sweep/outcome.ts'
import { prepareFirst } from '../sweep/prepare-first.ts'
import { QueueExecutor } from '../sweep/queue-executor.ts'
import { readSweep } from '../sweep/read-sweep.ts'
import { runSweep, type TrialExecutor } from '../sweep/run-sweep.ts'
import { shownPoint } from '../sweep/shown-point.ts'
import type { Sweep } from '../sweep/sweep.ts'
import { resultsOf, writeResults } from '../sweep/sweep-results.ts'
import { TrialProcesses } from '../sweep/trial-processes.ts'
import { firstPoints, trialCount, trialsOf } from '../sweep/trials.ts'
import { count, formatDuration } from './format-number.ts'
import type { CommandIo } from './io.ts'
import { jsonOption, quietOption } from './options.ts'
import { pathOf, shownPath } from './paths.ts'
import { showSweep } from './sweep-display.ts'
import { sweepOutputOption, sweepSetOption, wholeNumber } from './sweep-options.ts'
import { sweepSummary } from './sweep-report.ts'

interface SweepCommandOptions {
  readonly set: readonly string[]
  readonly output?: string
  readonly workers: number
  readonly threads: number | 'auto'
  readonly queue?: string
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
    .option(
      '--queue <url>',
      'let workers run the trials, of this machine or others: the Redis server that they take them from (default: $SOBOLEV_QUEUE); needs the package @sobolev/queue',
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
  $ sobolev sweep sweeps/two-moons.yaml --queue redis://192.168.1.10
  $ sobolev trial sweeps/two-moons.yaml --index 17
  $ sobolev sweep sweeps/two-moons.yaml --collect`,
    )
    .action((file: string, options: SweepCommandOptions) => sweepAction(file, options, argv, io))
}

async function sweepAction(
  file: string,
  options: SweepCommandOptions,
  argv: readonly string[],
  io: CommandIo,
): Promise<void> {
  const quiet = options.quiet === true
  const { set, output, threads } = options
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
  const { executor, where } = await executorOf(options, argv, io)
  if (!quiet)
    io.stderr.write(`${headline(sweep)}, ${where}\nfolder ${shownPath(io, sweep.folder)}\n\n`)
  const display = showSweep(sweep, io, quiet)
  const outcomes: Outcome[] = []
  const started = performance.now()
  try {
    const { end } = await runSweep(sweep, executor, threads, {
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
  const differing = differingData(outcomes)
  if (differing !== null) io.stderr.write(`note: ${differing}\n`)
  if (results.finished > 0) return
  const messages = [...new Set(outcomes.map(({ message }) => message ?? ''))]
  const faults = messages.map((message): Fault => ({ place: 'every trial failed', message }))
  throw new InputError(faults)
}

/** What runs the trials, and where that is, in words. */
async function executorOf(
  { queue, workers, quiet }: SweepCommandOptions,
  argv: readonly string[],
  io: CommandIo,
): Promise<{ readonly executor: TrialExecutor; readonly where: string }> {
  const url = queue ?? io.env.SOBOLEV_QUEUE
  if (url === undefined)
    return { executor: new TrialProcesses(workers, argv), where: `${workers} at once` }
  const { JobQueue, shownUrl } = await loadQueue()
  const jobs = await withQueueErrors(() => JobQueue.open(url, ownVersion()))
  const tellLonely = (): void => {
    if (quiet !== true)
      io.stderr.write(
        `there is no worker of version ${ownVersion()} yet; start some with: sobolev worker ${shownUrl(url)}\n`,
      )
  }
  const where = `by the workers of ${shownUrl(url)}`
  return { executor: new QueueExecutor(jobs, tellLonely), where }
}

function headline(sweep: Sweep): string {
  const { name, objective, rounds } = sweep
  const trials = trialCount(sweep)
  const seeds = rounds[0]?.seeds ?? []
  const times = seeds.length === 1 ? '' : `, each point with ${seeds.length} seeds`
  return `${name}: ${count(trials, 'trial')}${times}, to ${objective.direction} ${objective.metric}`
}

function listTrials(sweep: Sweep, { json }: SweepCommandOptions, io: CommandIo): void {
  const paths = sweep.parameters.map(({ path }) => path)
  const trials = trialsOf(sweep, 0, firstPoints(sweep))
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
