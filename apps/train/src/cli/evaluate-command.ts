import { type Command, Option } from 'commander'
import type { Part } from '../data/part.ts'
import { type PartName, partNames } from '../data/partition.ts'
import { InputError } from '../errors.ts'
import type { Inspection } from '../inspect/inspect-model.ts'
import { findCheckpoint } from '../run/find-checkpoint.ts'
import { jsonText } from '../run/json-text.ts'
import { baselinesOf } from '../train/baselines.ts'
import { figureRemarks } from '../train/figure-remarks.ts'
import { type Restored, restore } from '../train/restore.ts'
import { figureList } from './figure-list.ts'
import { count } from './format-number.ts'
import { withInputFile } from './input-file.ts'
import { inspectionText } from './inspection-text.ts'
import type { CommandIo } from './io.ts'
import { measureFile, measurePart } from './measure.ts'
import { noticeLines } from './notice-lines.ts'
import {
  addWideOptions,
  jsonOption,
  modelArgument,
  quietOption,
  runsOption,
  setReadingOption,
} from './options.ts'
import { shownPath } from './paths.ts'
import { startProgress } from './progress.ts'
import { tableTexts } from './table-text.ts'
import { chooseVectors } from './vectors.ts'
import { visibleLine } from './visible.ts'

interface EvaluateOptions {
  readonly part?: PartName
  readonly dataChanged?: boolean
  readonly importance?: boolean
  readonly runs: string
  readonly set: readonly string[]
  readonly wide?: boolean
  readonly json?: boolean
  readonly quiet?: boolean
}

/** Adds `sobolev evaluate`. */
export function evaluateCommand(program: Command, _argv: readonly string[], io: CommandIo): void {
  addWideOptions(program.command('evaluate'))
    .description(
      'Measure a trained model: on a CSV file, an IDX file or a folder of images, with targets, or on a part of its data.',
    )
    .addArgument(modelArgument())
    .argument(
      '[csv]',
      'a file with the columns of the training data, "-" for stdin (default: the validation part)',
    )
    .addOption(
      new Option(
        '--part <part>',
        "the part of the run's data to measure on (default: validation)",
      ).choices(partNames),
    )
    .option('--data-changed', 'go on where the files of the run are no longer what they were')
    .option(
      '--importance',
      'say what the model goes by: importance of columns, partial dependence, and the worst rows',
    )
    .addOption(runsOption())
    .addOption(setReadingOption(', or what is measured, such as metrics.fgsm=0.1'))
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      `
Examples:
  $ sobolev evaluate two-moons
  $ sobolev evaluate two-moons --part test
  $ sobolev evaluate two-moons --importance
  $ sobolev evaluate two-moons --set metrics.fgsm=0.1 --set metrics.rocCurve={} --json
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
  const checkpoint = findCheckpoint(model, { workingDirectory: io.cwd, output: options.runs })
  const restored = await restore(checkpoint, options.set)
  if (csv !== undefined && options.part !== undefined) {
    const message =
      'names a part of the data of the run, which does not go with a CSV file; leave one out'
    throw new InputError({ place: `--part ${options.part}`, message })
  }
  const progress = startProgress(io, 'reading', options.quiet === true)
  const reading = { signal: io.signal, onReading: progress.update }
  const isWhole = restored.preprocessing.sequence !== undefined
  const measured = await (csv === undefined
    ? measurePart(restored, { ...options, overrides: options.set }, reading)
    : withInputFile(io, csv, isWhole || options.importance === true, (file) =>
        measureFile(restored, file, reading),
      )
  ).finally(progress.stop)
  const { rows, steps, name, dataChanged, notices, validated, part } = measured
  const { target } = restored.preprocessing
  const { measures, classes } = restored
  const { figures, targets } = validated
  if (!Number.isFinite(figures.loss)) {
    const hint = 'look for a cell far beyond the numbers that the model was trained on'
    throw new InputError(`evaluate: the loss must be finite, got ${figures.loss}; ${hint}`)
  }
  const tables = validated.tables()
  const { figures: baselines } = baselinesOf(targets, target, measures)
  const remarks = figureRemarks(targets, target, measures)
  const inspection =
    options.importance === true && part ? await inspectionOf(restored, part) : undefined
  if (options.json === true) {
    const result = { checkpoint, data: csv ?? null, part: name, dataChanged, rows, steps }
    const measuredFigures = { figures, tables, classes, baselines, remarks, notices }
    io.stdout.write(jsonText({ ...result, ...measuredFigures, ...(inspection && { inspection }) }))
    return
  }
  if (options.quiet !== true) io.stderr.write(noticeLines(notices, io.stderr))
  const changed = dataChanged ? ', which has changed since training' : ''
  const what =
    csv !== undefined
      ? visibleLine(csv)
      : `the ${name} part of ${shownPath(io, restored.config.data.file)}${changed}`
  const examples = isWhole ? 'sequence' : 'row'
  io.stdout.write(
    `${shownPath(io, checkpoint)} on ${what}, ${count(rows, examples)}${steps ? `, ${count(steps, 'step')}` : ''}\n`,
  )
  io.stdout.write(figureList(figures, remarks))
  io.stdout.write(tableTexts(tables, { measures, classes, remarks }, io.stdout))
  if (inspection) io.stdout.write(inspectionText(inspection, io.stdout))
}

/** Looks into a model; its code is read where it is asked for. */
async function inspectionOf(restored: Restored, part: Part): Promise<Inspection> {
  const [{ inspectModel }, { modelOnRows }] = await Promise.all([
    import('../inspect/inspect-model.ts'),
    import('../probe/model-on-rows.ts'),
  ])
  return inspectModel(restored, modelOnRows(restored), part)
}
