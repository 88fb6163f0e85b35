import type { Command } from 'commander'
import { loadConfig } from '../config/load.ts'
import { writeConfig, writtenConfig } from '../config/write.ts'
import { rowsOf } from '../data/part.ts'
import { baselinesOf } from '../train/baselines.ts'
import { prepare } from '../train/prepare.ts'
import type { CommandIo } from './io.ts'
import { jsonOption, quietOption, setOption } from './options.ts'
import { pathOf } from './paths.ts'
import { startProgress } from './progress.ts'
import { describe } from './train-report.ts'

interface ValidateOptions {
  readonly set: readonly string[]
  readonly allColumns?: boolean
  readonly json?: boolean
  readonly quiet?: boolean
}

/** Adds `sobolev validate`. */
export function validateCommand(program: Command, _argv: readonly string[], io: CommandIo): void {
  program
    .command('validate')
    .description(
      'Check a config and its data as train would, without training or writing anything.',
    )
    .argument('<config>', 'the YAML file that describes data, model and training')
    .addOption(setOption())
    .option('--all-columns', 'list every column, also where there are hundreds')
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      `
Prints what would be trained, how each column was read, and the config with every default filled in.

Example:
  $ sobolev validate configs/two-moons.yaml --set training.epochs=10`,
    )
    .action((config: string, options: ValidateOptions) => validate(config, options, io))
}

async function validate(path: string, options: ValidateOptions, io: CommandIo): Promise<void> {
  const config = await loadConfig(pathOf(io, path), options.set, io.cwd, io.env)
  const reading = startProgress(io, 'reading', options.quiet === true)
  const prepared = await prepare(config, {
    signal: io.signal,
    onReading: reading.update,
  }).finally(reading.stop)
  if (options.json !== true) {
    const description = describe(prepared, io.stdout, options.allColumns === true)
    // The config is long: what was read of the data stays in sight below it.
    io.stdout.write(`${writeConfig(prepared.config)}\n${description.trimEnd()}\n`)
    return
  }
  const { dataset, measures, trainer } = prepared
  const { preprocessing, validation } = dataset
  const checked = {
    name: config.name,
    task: dataset.task,
    taskReason: dataset.taskReason,
    rows: rowsOf(dataset),
    ...(dataset.steps === undefined ? {} : { steps: dataset.steps }),
    features: dataset.features,
    classes: dataset.classes,
    parameters: trainer.learner.parameters,
    columns: dataset.columns,
    baselines: baselinesOf(validation.targets, preprocessing.target, measures).figures,
    notices: dataset.notices,
    config: writtenConfig(prepared.config),
  }
  io.stdout.write(`${JSON.stringify(checked, null, 2)}\n`)
}
