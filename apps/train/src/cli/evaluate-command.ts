import { type Command, Option } from 'commander'
import { displayPath } from '../data/display-path.ts'
import { loadRows } from '../data/load-rows.ts'
import { renamed } from '../data/notice.ts'
import { type PartName, partNames } from '../data/partition.ts'
import { featureNames } from '../data/preprocessing.ts'
import { InputError } from '../errors.ts'
import { findCheckpoint } from '../run/find-checkpoint.ts'
import { unlessAborted } from '../run/interrupted-error.ts'
import { jsonText } from '../run/json-text.ts'
import { baselinesOf } from '../train/baselines.ts'
import { checkIndices } from '../train/check-indices.ts'
import { checkSteps } from '../train/check-steps.ts'
import { figureRemarks } from '../train/figure-remarks.ts'
import { type PartOfRun, partOfRun } from '../train/part-of-run.ts'
import type { PrepareOptions } from '../train/prepare.ts'
import { type Restored, restore } from '../train/restore.ts'
import { validator } from '../train/validate.ts'
import { figureList } from './figure-list.ts'
import { count } from './format-number.ts'
import { type InputFile, withInputFile } from './input-file.ts'
import type { CommandIo } from './io.ts'
import { noticeLines } from './notice-lines.ts'
import { addWideOptions, jsonOption, quietOption, setReadingOption } from './options.ts'
import { pathOf, shownPath } from './paths.ts'
import { startProgress } from './progress.ts'
import { tableTexts } from './table-text.ts'
import { chooseVectors } from './vectors.ts'
import { visibleLine } from './visible.ts'

interface EvaluateOptions {
  readonly part?: PartName
  readonly dataChanged?: boolean
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
    .argument('<run-or-checkpoint>', "a run's folder, the folder of a name's runs, or a checkpoint")
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
    .addOption(setReadingOption(', or what is measured, such as metrics.fgsm=0.1'))
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      `
Examples:
  $ sobolev evaluate runs/two-moons
  $ sobolev evaluate runs/two-moons --part test
  $ sobolev evaluate runs/two-moons --set metrics.fgsm=0.1 --set metrics.rocCurve={} --json
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
  const restored = await restore(checkpoint, options.set)
  const progress = startProgress(io, 'reading', options.quiet === true)
  const reading = { signal: io.signal, onReading: progress.update }
  const measured = await (csv === undefined
    ? partOfRun(restored, { ...options, overrides: options.set }, reading)
    : withInputFile(io, csv, (file) => rowsOfFile(restored, file, options, reading))
  ).finally(progress.stop)
  const { part, name, dataChanged, notices } = measured
  const { target } = restored.preprocessing
  const { measures, classes } = restored
  checkIndices(restored.config, featureNames(restored.preprocessing), part)
  const examples = part.steps === null ? 'row' : 'sequence'
  checkSteps(restored.learner, part, csv === undefined ? `the ${name} part` : visibleLine(csv))
  const validated = validator(restored.learner, target, measures)(part)
  const { figures } = validated
  if (!Number.isFinite(figures.loss)) {
    const hint = 'look for a cell far beyond the numbers that the model was trained on'
    throw new InputError(`evaluate: the loss must be finite, got ${figures.loss}; ${hint}`)
  }
  const tables = validated.tables()
  const steps = part.stepRows && part.targets.length
  const { figures: baselines } = baselinesOf(part.targets, target, measures)
  const remarks = figureRemarks(part.targets, target, measures)
  if (options.json === true) {
    const result = {
      checkpoint,
      data: csv ?? null,
      part: name,
      dataChanged,
      rows: part.rows,
      steps,
    }
    io.stdout.write(jsonText({ ...result, figures, tables, classes, baselines, remarks, notices }))
    return
  }
  if (options.quiet !== true) io.stderr.write(noticeLines(notices, io.stderr))
  const changed = dataChanged ? ', which has changed since training' : ''
  const what =
    csv !== undefined
      ? visibleLine(csv)
      : `the ${name} part of ${shownPath(io, restored.config.data.file)}${changed}`
  io.stdout.write(
    `${shownPath(io, checkpoint)} on ${what}, ${count(part.rows, examples)}${steps ? `, ${count(steps, 'step')}` : ''}\n`,
  )
  io.stdout.write(figureList(figures, remarks))
  io.stdout.write(tableTexts(tables, { measures, classes, remarks }, io.stdout))
}

/** Rows to measure on. */
interface Measured extends Omit<PartOfRun, 'name'> {
  /** The part of the run's own data; `null` for another file. */
  readonly name: PartName | null
}

async function rowsOfFile(
  { preprocessing, data }: Restored,
  { path, rename: named }: InputFile,
  options: EvaluateOptions,
  { signal, onReading }: Pick<PrepareOptions, 'signal' | 'onReading'>,
): Promise<Measured> {
  if (options.part !== undefined) {
    const message =
      'names a part of the data of the run, which does not go with a CSV file; leave one out'
    throw new InputError({ place: `--part ${options.part}`, message })
  }
  const loading = loadRows(path, preprocessing, { targets: 'required', onProgress: onReading })
  const { targets, notices, ...rows } = await unlessAborted(signal, loading)
  if (targets === null) throw new TypeError('loadRows: required targets must be given, got null')
  // The first of the run's files is the one that it was trained on.
  const isTrainedOn = rows.source.sha256 === data[0]?.sha256
  const text =
    'is the file that the run was trained on, so figures come out too good; --part validation or --part test measures rows that were not'
  const trainedOn = { place: displayPath(path), column: null, text }
  return {
    part: { ...rows, targets },
    name: null,
    dataChanged: false,
    notices: [...notices, ...(isTrainedOn ? [trainedOn] : [])].map((notice) =>
      renamed(notice, named),
    ),
  }
}
