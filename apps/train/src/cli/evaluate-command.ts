import { Rng } from '@sobolev/core'
import type { Command } from 'commander'
import type { Part } from '../data/dataset.ts'
import { loadRows } from '../data/load-rows.ts'
import { InputError } from '../errors.ts'
import { findCheckpoint } from '../run/find-checkpoint.ts'
import { unlessAborted } from '../run/interrupted-error.ts'
import { readData } from '../train/prepare.ts'
import { type Restored, restore } from '../train/restore.ts'
import { validator } from '../train/validate.ts'
import { figureList } from './figure-list.ts'
import { count } from './format-number.ts'
import { withInputFile } from './input-file.ts'
import type { CommandIo } from './io.ts'
import { addWideOptions, jsonOption, quietOption } from './options.ts'
import { pathOf, shownPath } from './paths.ts'
import { startProgress } from './progress.ts'
import { chooseVectors } from './vectors.ts'
import { visibleLine } from './visible.ts'

interface EvaluateOptions {
  readonly wide?: boolean
  readonly json?: boolean
  readonly quiet?: boolean
}

/** Adds `sobolev evaluate`. */
export function evaluateCommand(program: Command, _argv: readonly string[], io: CommandIo): void {
  addWideOptions(program.command('evaluate'))
    .description('Measure a trained model: on a CSV file with targets, or on its validation part.')
    .argument('<run-or-checkpoint>', "a run's folder, the folder of a name's runs, or a checkpoint")
    .argument(
      '[csv]',
      'a file with the columns of the training data, "-" for stdin (default: the validation part)',
    )
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      `
Examples:
  $ sobolev evaluate runs/two-moons
  $ sobolev evaluate runs/two-moons/20260131-120000.000-1a2b/best.safetensors other.csv --json`,
    )
    .action((model: string, csv: string | undefined, options: EvaluateOptions) =>
      evaluate(model, csv, options, io),
    )
}

async function evaluate(
  model: string,
  csv: string | undefined,
  options: EvaluateOptions,
  io: CommandIo,
): Promise<void> {
  chooseVectors(options.wide, io)
  const checkpoint = findCheckpoint(pathOf(io, model))
  const restored = restore(checkpoint)
  const progress = startProgress(io, 'reading', options.quiet === true)
  const reading = { signal: io.signal, onReading: progress.update }
  const part = await (csv === undefined
    ? readPart(restored, undefined, reading)
    : withInputFile(io, csv, (path) => readPart(restored, path, reading))
  ).finally(progress.stop)
  const figures = validator(restored.learner, restored.preprocessing.target)(part)
  if (options.json === true) {
    const result = { checkpoint, data: csv ?? null, rows: part.rows, figures }
    io.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
    return
  }
  const what =
    csv !== undefined
      ? visibleLine(csv)
      : `the validation part of ${shownPath(io, restored.config.data.file)}`
  io.stdout.write(`${shownPath(io, checkpoint)} on ${what}, ${count(part.rows, 'row')}\n`)
  io.stdout.write(figureList(figures))
}

interface Reading {
  readonly signal: AbortSignal
  readonly onReading: (fraction: number) => void
}

async function readPart(
  { config, preprocessing }: Restored,
  csv: string | undefined,
  reading: Reading,
): Promise<Part> {
  if (csv === undefined) {
    const dataset = await readData(config, new Rng(config.seed), reading)
    if (JSON.stringify(dataset.preprocessing) === JSON.stringify(preprocessing)) {
      return dataset.validation
    }
    throw new InputError({
      place: config.data.file,
      message: 'has changed since training, so its validation part is another; name a CSV file',
    })
  }
  const { signal, onReading } = reading
  const loading = loadRows(csv, preprocessing, { targets: 'required', onProgress: onReading })
  const { targets, ...rows } = await unlessAborted(signal, loading)
  if (targets === null) throw new TypeError('loadRows: required targets must be given, got null')
  return { ...rows, targets }
}
