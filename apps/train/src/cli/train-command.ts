import { dirname, join } from 'node:path'
import { setThreads } from '@sobolev/core'
import type { Command } from 'commander'
import type { Config } from '../config/config.ts'
import { loadConfig, loadConfigText } from '../config/load.ts'
import type { Follower } from '../report/follow-training.ts'
import { findCheckpoint } from '../run/find-checkpoint.ts'
import { type RunFolder, removeRunFolder } from '../run/run-folder.ts'
import { prepare } from '../train/prepare.ts'
import { startRun } from '../train/start-run.ts'
import { defaultName } from './init-command.ts'
import type { CommandIo } from './io.ts'
import {
  addWideOptions,
  jsonOption,
  quietOption,
  setOption,
  threadsOption,
  watchPortOption,
} from './options.ts'
import { pathOf, shownPath } from './paths.ts'
import { startProgress } from './progress.ts'
import { addTableOptions, configOfTable, isTable, type TableOptions } from './table-config.ts'
import { trainAndReport } from './train-and-report.ts'
import { header } from './train-report.ts'
import { chooseVectors } from './vectors.ts'
import { visible } from './visible.ts'

interface TrainOptions extends TableOptions {
  readonly set: readonly string[]
  readonly output?: string
  readonly from?: string
  readonly eager?: boolean
  readonly threads: number | 'auto'
  readonly wide?: boolean
  readonly watch?: boolean
  readonly watchPort?: number
  readonly tensorboard?: boolean
  readonly json?: boolean
  readonly quiet?: boolean
}

/** Adds `sobolev train`. */
export function trainCommand(program: Command, argv: readonly string[], io: CommandIo): void {
  addTableOptions(addWideOptions(program.command('train')))
    .description(
      'Train a model from a config, or of a table by the config that init would write for it; everything about the run goes to a folder of its own.',
    )
    .argument(
      '<config-or-csv>',
      'the YAML file that describes data, model and training, or a table with --target',
    )
    .addOption(setOption())
    .option(
      '-o, --output <folder>',
      'the folder of all runs (default: output in the config, or else "runs")',
    )
    .option(
      '--from <run-or-checkpoint>',
      'start from the weights of a run, by its folder, id or name, or of a checkpoint file, and prepare the data as it did',
    )
    .addOption(threadsOption())
    .option('--eager', 'run operation by operation, to look inside; the numbers are the same')
    .option('--watch', 'serve a page with the curves to this machine while training')
    .addOption(watchPortOption())
    .option('--tensorboard', 'write events that TensorBoard reads to the folder of the run')
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      `
The first Ctrl-C finishes the step at hand and writes a checkpoint; the second does not wait.
sobolev resume goes on with a run that was stopped or killed.

Examples:
  $ sobolev train configs/two-moons.yaml
  $ sobolev train penguins.csv --target species
  $ sobolev train configs/two-moons.yaml --set optimizer.adam.learningRate=1e-3 --set seed=7
  $ sobolev train configs/two-moons.yaml --watch
  $ sobolev train configs/two-moons.yaml --json --quiet > result.json`,
    )
    .action((config: string, options: TrainOptions) => train(config, options, argv, io))
}

async function train(
  configPath: string,
  options: TrainOptions,
  argv: readonly string[],
  io: CommandIo,
): Promise<void> {
  const quiet = options.quiet === true
  const { output } = options
  const vectorBits = chooseVectors(options.wide, io)
  const written = await configOf(pathOf(io, configPath), options, io)
  const allRuns = pathOf(io, output ?? written.output)
  const places = { workingDirectory: io.cwd, output: allRuns }
  const from =
    options.from === undefined
      ? written.from
      : { checkpoint: findCheckpoint(options.from, places), sha256: null }
  const config = { ...written, from }
  const reading = startProgress(io, 'reading', quiet)
  const prepared = await prepare(config, {
    signal: io.signal,
    eager: options.eager,
    onReading: reading.update,
  }).finally(reading.stop)
  // Not awaited: until the threads have started, the first steps run on one.
  setThreads(options.threads)
  const folder = startRun(prepared, allRuns, {
    command: argv,
    workingDirectory: io.cwd,
    vectorBits,
    threads: options.threads,
  })
  if (!quiet) io.stderr.write(header(prepared, shownPath(io, folder.path), io.stderr))

  const follower = await followerOf(folder, options, io)
  try {
    await trainAndReport(prepared, folder, options, io, { follower })
  } finally {
    await follower?.end()
  }
}

/** The config that a file is, or the one that is made for a table. */
async function configOf(path: string, options: TrainOptions, io: CommandIo): Promise<Config> {
  const { set, quiet } = options
  if (!isTable(path, options)) return loadConfig(path, set, io.cwd, io.env)
  const folder = dirname(path)
  const { text, essence } = await configOfTable(path, folder, options, io)
  if (quiet !== true) io.stderr.write(`${visible(essence)}\n`)
  const reading = { overrides: set, overridesBase: io.cwd, env: io.env }
  return loadConfigText(text, join(folder, defaultName(path)), reading)
}

/** What people look at the training by; its code is read where it is asked for. */
async function followerOf(
  folder: RunFolder,
  { watch, watchPort, tensorboard }: TrainOptions,
  io: CommandIo,
): Promise<Follower | null> {
  const port = watchPort ?? (watch === true ? 0 : undefined)
  if (port === undefined && tensorboard !== true) return null
  try {
    const { followTraining } = await import('../report/follow-training.ts')
    return await followTraining(folder, { watch: port, tensorboard }, io)
  } catch (error) {
    removeRunFolder(folder)
    throw error
  }
}
