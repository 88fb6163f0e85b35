import { type Command, InvalidArgumentError, Option } from 'commander'
import { InputError } from '../errors.ts'
import { jsonText } from '../run/json-text.ts'
import { collectOutcomes } from '../sweep/collect.ts'
import { readSweep } from '../sweep/read-sweep.ts'
import { promoted } from '../sweep/run-sweep.ts'
import { runTrial } from '../sweep/run-trial.ts'
import type { Sweep } from '../sweep/sweep.ts'
import { orderOf, trialFolder } from '../sweep/trial-order.ts'
import { firstPoints, roundOf, type Trial, trialCount, trialsOf } from '../sweep/trials.ts'
import { formatDuration, formatNumber } from './format-number.ts'
import type { CommandIo } from './io.ts'
import { addWideOptions, jsonOption, quietOption, threadsOption } from './options.ts'
import { pathOf, shownPath } from './paths.ts'
import { sweepOutputOption, sweepSetOption } from './sweep-options.ts'
import { header } from './train-report.ts'
import { showTraining } from './training-display.ts'
import { chooseVectors } from './vectors.ts'

interface TrialOptions {
  readonly index: number
  readonly set: readonly string[]
  readonly output?: string
  readonly threads: number | 'auto'
  readonly wide?: boolean
  readonly json?: boolean
  readonly quiet?: boolean
}

/** Adds `sobolev trial`. */
export function trialCommand(program: Command, argv: readonly string[], io: CommandIo): void {
  addWideOptions(program.command('trial'))
    .description(
      'Run one trial of a sweep: for schedulers that number their jobs, such as Slurm and Kubernetes. A trial that has been run is not run again; `sweep --collect` puts all together.',
    )
    .argument('<sweep>', 'the YAML file of the sweep')
    .addOption(
      new Option('--index <number>', 'which trial, counted from 0')
        .argParser((value: string): number => {
          const index = Number(value)
          if (/^\d+$/.test(value) && Number.isSafeInteger(index)) return index
          throw new InvalidArgumentError('must be a whole number from 0')
        })
        .makeOptionMandatory(),
    )
    .addOption(sweepSetOption())
    .addOption(sweepOutputOption())
    .addOption(threadsOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      `
Example, in the script of a Slurm array job (sobolev sweep --dry-run says how many trials there are):
  sobolev trial sweeps/two-moons.yaml --index "$SLURM_ARRAY_TASK_ID"`,
    )
    .action((file: string, options: TrialOptions) => runOne(file, options, argv, io))
}

async function runOne(
  file: string,
  options: TrialOptions,
  argv: readonly string[],
  io: CommandIo,
): Promise<void> {
  const { set, output, index, threads } = options
  const quiet = options.quiet === true
  const vectorBits = chooseVectors(options.wide, io)
  const sweep = await readSweep(pathOf(io, file), {
    set,
    output: output && pathOf(io, output),
    cwd: io.cwd,
  })
  const order = orderOf(sweep, await trialOf(sweep, index), threads)
  let display: ReturnType<typeof showTraining> | undefined
  const outcome = await runTrial(order, {
    signal: io.signal,
    invocation: { command: argv, workingDirectory: io.cwd, vectorBits },
    onPrepared(prepared, run) {
      if (!quiet) io.stderr.write(header(prepared, shownPath(io, run), io.stderr))
      display = showTraining(io, prepared.config.training.epochs, quiet)
    },
    onStep: (fraction) => display?.onStep(fraction),
    onEpoch: (record, best) => display?.onEpoch(record, best),
    onNotice: (notice) => display?.onNotice(notice),
  }).finally(() => display?.stop())
  const folder = trialFolder(order)
  if (outcome === null)
    throw new InputError({
      place: folder,
      message: `trial ${index} is being run by another process`,
    })
  const { metric } = sweep.objective
  const value = outcome.validation[metric]
  const figure = typeof value === 'number' ? `${metric} ${formatNumber(value)}` : outcome.message
  if (options.json === true) io.stdout.write(jsonText(outcome))
  else
    io.stdout.write(
      quiet
        ? `${shownPath(io, folder)}\n`
        : `trial ${index} ${outcome.state}: ${figure} (${formatDuration(outcome.seconds)})\n`,
    )
}

/** @throws InputError where there is no such trial, or the round before it is not complete */
async function trialOf(sweep: Sweep, index: number): Promise<Trial> {
  const total = trialCount(sweep)
  if (index >= total)
    throw new InputError(`--index: must be below ${total}, the number of trials, got ${index}`)
  const round = roundOf(sweep, index)
  const outcomes = round === 0 ? [] : await collectOutcomes(sweep)
  let points = firstPoints(sweep)
  for (let before = 0; before < round; before++) {
    const wanted = trialsOf(sweep, before, points)
    const ofRound = outcomes.filter((outcome) => outcome.round === before)
    if (ofRound.length < wanted.length) {
      const done = new Set(ofRound.map((outcome) => outcome.index))
      const missing = wanted.filter((trial) => !done.has(trial.index))
      throw new InputError(
        `--index: trial ${index} is of round ${round}, which needs all trials of the round before; trial ${missing[0]?.index} has not been run`,
      )
    }
    points = promoted(sweep, before, ofRound)
  }
  const trial = trialsOf(sweep, round, points).find((found) => found.index === index)
  if (trial === undefined)
    throw new InputError(
      `--index: trial ${index} is not needed: too few points of the round before have a value (rounds of ${sweep.rounds.map((of) => of.points).join(', ')} points)`,
    )
  return trial
}
