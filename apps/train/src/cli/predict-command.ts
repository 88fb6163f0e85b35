import { type Command, Option } from 'commander'
import { quoted } from '../config/show.ts'
import { type LoadedRows, loadRows } from '../data/load-rows.ts'
import { renamed } from '../data/notice.ts'
import { featureNames } from '../data/preprocessing.ts'
import { copyCells } from '../data/read-table.ts'
import { pick } from '../data/rows.ts'
import { findCheckpoint } from '../run/find-checkpoint.ts'
import { unlessAborted } from '../run/interrupted-error.ts'
import { checkIndices } from '../train/check-indices.ts'
import { checkSteps } from '../train/check-steps.ts'
import { type Predictions, predictRows } from '../train/predict-rows.ts'
import { restore } from '../train/restore.ts'
import { count } from './format-number.ts'
import { isFormula, withoutFormula } from './formulas.ts'
import { type InputFile, withInputFile } from './input-file.ts'
import type { CommandIo } from './io.ts'
import { noticeLines } from './notice-lines.ts'
import { addWideOptions, jsonOption, quietOption, setReadingOption } from './options.ts'
import { fillFile, refuseSameFile } from './output-file.ts'
import { pathOf, shownPath } from './paths.ts'
import { PredictionSink } from './prediction-sink.ts'
import { startProgress } from './progress.ts'
import { SequenceSink } from './sequence-sink.ts'
import { chooseVectors } from './vectors.ts'
import { unchanged, visibleLine } from './visible.ts'

interface PredictOptions {
  readonly output?: string
  readonly formulas: 'escape' | 'keep'
  readonly set: readonly string[]
  readonly wide?: boolean
  readonly json?: boolean
  readonly quiet?: boolean
}

/** Adds `sobolev predict`. */
export function predictCommand(program: Command, _argv: readonly string[], io: CommandIo): void {
  addWideOptions(program.command('predict'))
    .description(
      'Predict the rows of a CSV file: the same rows in the same order, and beside them the prediction and the probability of every class, or its score where the loss makes no probabilities; in regression also what the loss learns beside it, such as a standardDeviation or quantiles. Of an IDX file only the labels are written beside these, of a folder of images their names; of sequences, a line for each id, or for each row where each step has a target.',
    )
    .argument('<run-or-checkpoint>', "a run's folder, the folder of a name's runs, or a checkpoint")
    .argument(
      '<csv>',
      'a file with the input columns of the training data, "-" for stdin; other columns are passed on',
    )
    .option('-o, --output <csv>', 'the file to write (default: stdout)')
    .addOption(
      new Option(
        '--formulas <how>',
        'predicted classes that a spreadsheet would run, such as =cmd: escape them with an apostrophe, or keep them',
      )
        .choices(['escape', 'keep'])
        .default('escape'),
    )
    .addOption(setReadingOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      `
Examples:
  $ sobolev predict runs/two-moons new-points.csv -o predictions.csv
  $ sobolev predict runs/two-moons/20260131-120000.000-1a2b new-points.csv | head
  $ cat new-points.csv | sobolev predict runs/two-moons - > predictions.csv`,
    )
    .action((model: string, csv: string, options: PredictOptions) =>
      withInputFile(io, csv, (file) => predict(model, file, options, io)),
    )
}

async function predict(
  model: string,
  { path, rename: named }: InputFile,
  options: PredictOptions,
  io: CommandIo,
): Promise<void> {
  chooseVectors(options.wide, io)
  const checkpoint = findCheckpoint(pathOf(io, model))
  const restored = await restore(checkpoint, options.set)
  const { preprocessing } = restored
  const output = options.output === undefined ? undefined : pathOf(io, options.output)
  if (output !== undefined) refuseSameFile(path, output)
  const progress = startProgress(io, 'reading', options.quiet === true)
  const loading = loadRows(path, preprocessing, {
    targets: 'ignore',
    onProgress: progress.update,
  })
  const loaded = await unlessAborted(io.signal, loading).finally(progress.stop)
  const notices = loaded.notices.map((notice) => renamed(notice, named))
  if (options.quiet !== true) {
    io.stderr.write(noticeLines(notices, io.stderr))
    if (options.json !== true || output !== undefined) {
      io.stderr.write(formulaNote(restored.classes, options.formulas))
    }
  }
  checkIndices(restored.config, featureNames(preprocessing), loaded)
  checkSteps(restored.learner, loaded, visibleLine(named(path)))
  const { predictions, positions } = inOrderOfFile(predictRows(restored, loaded), loaded)
  const formatClass = options.formulas === 'keep' ? (cell: string) => cell : withoutFormula
  const copy = (write: (text: string) => void): Promise<unknown> => {
    const sink = new PredictionSink(predictions, positions, write, formatClass)
    const { sequence } = preprocessing
    return copyCells(
      path,
      preprocessing,
      sequence === undefined || sequence.target === 'step'
        ? sink
        : new SequenceSink(sequence.id, sink),
    )
  }
  const { stepRows } = loaded
  const predicted = stepRows === undefined ? loaded.rows : positions.length
  const leftOut = loaded.total - predicted
  if (output !== undefined) await fillFile(output, copy)
  if (options.json === true) {
    const result = { checkpoint, data: named(path), rows: predicted, leftOut, notices }
    const rest = output === undefined ? { predictions: records(predictions, loaded) } : { output }
    io.stdout.write(`${JSON.stringify({ ...result, ...rest }, null, 2)}\n`)
  } else if (output === undefined) {
    // A program that reads the output gets the cells unchanged; only on a terminal are they escaped.
    const stdout = io.stdout.isTTY === true ? io.stdout : unchanged(io.stdout)
    await copy((text) => stdout.write(text))
  } else if (options.quiet !== true) {
    const example = loaded.ids === null ? 'row' : stepRows ? 'step' : 'sequence'
    const rest = leftOut === 0 ? '' : `; ${count(leftOut, example)} left empty for missing cells`
    io.stderr.write(`${shownPath(io, output)}: ${count(predicted, 'prediction')}${rest}\n`)
  }
}

/** A line on classes that a spreadsheet would take for formulas, if there are any. */
function formulaNote(classes: readonly string[], formulas: PredictOptions['formulas']): string {
  const found = classes.find(isFormula)
  if (found === undefined) return ''
  const what =
    formulas === 'keep'
      ? 'is written as it is, and a spreadsheet may run it as a formula'
      : `is written as ${quoted(withoutFormula(found))}, so that no spreadsheet runs it as a formula; --formulas keep writes it as it is`
  return `${visibleLine(`note: the class ${quoted(found)} ${what}`)}\n`
}

/** Predictions of steps in the order of their rows in the file; others are in that order. */
function inOrderOfFile(
  predictions: Predictions,
  { positions, stepRows }: LoadedRows,
): { readonly predictions: Predictions; readonly positions: Int32Array } {
  if (stepRows === undefined) return { predictions, positions }
  const of = stepRows.positions
  const order = Int32Array.from(of.keys()).sort((one, other) => (of[one] ?? 0) - (of[other] ?? 0))
  return {
    positions: pick(of, order),
    predictions: {
      columns: predictions.columns,
      cells: (position) => predictions.cells(order[position] ?? 0),
      record: (position) => predictions.record(order[position] ?? 0),
    },
  }
}

function records(predictions: Predictions, loaded: LoadedRows): unknown[] {
  const { rowNumbers, ids, stepRows } = loaded
  if (stepRows !== undefined)
    return Array.from(stepRows.rowNumbers.toSorted(), (row, position) => ({
      row,
      ...predictions.record(position),
    }))
  return Array.from(rowNumbers, (row, position) => ({
    ...(ids === null ? { row } : { id: ids[position] }),
    ...predictions.record(position),
  }))
}
