import { existsSync, realpathSync } from 'node:fs'
import type { Command } from 'commander'
import { loadRows } from '../data/load-rows.ts'
import { readCsv } from '../data/read-csv.ts'
import { InputError } from '../errors.ts'
import { AtomicFile } from '../run/atomic-write.ts'
import { findCheckpoint } from '../run/find-checkpoint.ts'
import { unlessAborted } from '../run/interrupted-error.ts'
import { predictRows } from '../train/predict-rows.ts'
import { restore } from '../train/restore.ts'
import { count } from './format-number.ts'
import type { CommandIo } from './io.ts'
import { quietOption } from './options.ts'
import { pathOf, shownPath } from './paths.ts'
import { PredictionSink } from './prediction-sink.ts'
import { startProgress } from './progress.ts'

interface PredictOptions {
  readonly output?: string
  readonly quiet?: boolean
}

/** Adds `sobolev predict`. */
export function predictCommand(program: Command, _argv: readonly string[], io: CommandIo): void {
  program
    .command('predict')
    .description(
      'Predict the rows of a CSV file: the same rows in the same order, and beside them the prediction and the probability of every class.',
    )
    .argument('<run-or-checkpoint>', "a run's folder, the folder of a name's runs, or a checkpoint")
    .argument('<csv>', 'a file with the input columns of the training data; others are passed on')
    .option('-o, --output <csv>', 'the file to write (default: stdout)')
    .addOption(quietOption())
    .addHelpText(
      'after',
      `
Examples:
  $ sobolev predict runs/two-moons new-points.csv -o predictions.csv
  $ sobolev predict runs/two-moons/20260131-120000.000-1a2b new-points.csv | head`,
    )
    .action((model: string, csv: string, options: PredictOptions) =>
      predict(model, csv, options, io),
    )
}

async function predict(
  model: string,
  csv: string,
  options: PredictOptions,
  io: CommandIo,
): Promise<void> {
  const restored = restore(findCheckpoint(pathOf(io, model)))
  const { preprocessing } = restored
  const path = pathOf(io, csv)
  const output = options.output === undefined ? undefined : pathOf(io, options.output)
  if (output !== undefined) refuseSameFile(path, output)
  const progress = startProgress(io, 'reading', options.quiet === true)
  const loading = loadRows(path, preprocessing, {
    targets: 'ignore',
    onProgress: progress.update,
  })
  const loaded = await unlessAborted(io.signal, loading).finally(progress.stop)
  const predictions = predictRows(restored, loaded.inputs, loaded.rows)
  const copy = (write: (text: string) => void): Promise<unknown> =>
    readCsv(path, preprocessing, new PredictionSink(predictions, loaded.positions, write))
  if (output === undefined) await copy((text) => io.stdout.write(text))
  else await toFile(output, copy)
  if (options.quiet === true || output === undefined) return
  const leftOut = loaded.source.rows - loaded.rows
  const rest = leftOut === 0 ? '' : `; ${count(leftOut, 'row')} left empty for missing cells`
  io.stderr.write(`${shownPath(io, output)}: ${count(loaded.rows, 'prediction')}${rest}\n`)
}

async function toFile(
  path: string,
  fill: (write: (text: string) => void) => Promise<unknown>,
): Promise<void> {
  const file = openOutput(path)
  const encoder = new TextEncoder()
  try {
    await fill((text) => file.write(encoder.encode(text)))
  } catch (error) {
    file.discard()
    throw error
  }
  file.commit()
}

function openOutput(path: string): AtomicFile {
  try {
    return new AtomicFile(path)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new InputError({ place: path, message: `cannot be written: ${reason}` }, { cause: error })
  }
}

function refuseSameFile(input: string, output: string): void {
  if (!existsSync(input) || !existsSync(output)) return
  if (realpathSync(input) !== realpathSync(output)) return
  throw new InputError({
    place: output,
    message: 'is the file to be predicted; name another output so that it stays as it is',
  })
}
