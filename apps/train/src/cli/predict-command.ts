import { type Command, Option } from 'commander'
import { cut, quoted } from '../config/show.ts'
import { isFormula, withoutFormula } from '../data/formulas.ts'
import { findCheckpoint } from '../run/find-checkpoint.ts'
import { restore } from '../train/restore.ts'
import { count } from './format-number.ts'
import { withInputFile } from './input-file.ts'
import type { CommandIo } from './io.ts'
import {
  addWideOptions,
  jsonOption,
  modelArgument,
  quietOption,
  runsOption,
  setReadingOption,
} from './options.ts'
import { refuseSameFile } from './output-file.ts'
import { pathOf, shownPath } from './paths.ts'
import { predictInBatches } from './predict-in-batches.ts'
import { predictWhole } from './predict-whole.ts'
import { PredictionText } from './prediction-text.ts'
import { chooseVectors } from './vectors.ts'
import { visibleLine } from './visible.ts'

interface PredictOptions {
  readonly output?: string
  readonly formulas: 'escape' | 'keep'
  readonly runs: string
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
    .addArgument(modelArgument())
    .argument(
      '<csv>',
      'a file with the input columns of the training data, "-" for stdin; other columns are passed on',
    )
    .option('-o, --output <csv>', 'the file to write (default: stdout)')
    .addOption(
      new Option(
        '--formulas <how>',
        'cells that a spreadsheet would run, such as =cmd: escape them with an apostrophe, or keep them',
      )
        .choices(['escape', 'keep'])
        .default('escape'),
    )
    .addOption(runsOption())
    .addOption(setReadingOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      `
Examples:
  $ sobolev predict two-moons new-points.csv -o predictions.csv
  $ sobolev predict runs/two-moons/20260131-120000.000-1a2b new-points.csv | head
  $ cat new-points.csv | sobolev predict two-moons - > predictions.csv`,
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
  chooseVectors(options.wide, io)
  const checkpoint = findCheckpoint(model, { workingDirectory: io.cwd, output: options.runs })
  const restored = await restore(checkpoint, options.set)
  const { preprocessing } = restored
  const output = options.output === undefined ? undefined : pathOf(io, options.output)
  await withInputFile(io, csv, preprocessing.sequence !== undefined, async (file) => {
    const path = file.kind === 'rows' ? file.source.path : file.path
    const shown = file.kind === 'rows' ? path : file.rename(path)
    if (output !== undefined) refuseSameFile(path, output)
    const say = (text: string): unknown => options.quiet !== true && io.stderr.write(text)
    const text = new PredictionText(options.formulas)
    const written = { ...options, checkpoint, data: shown, output, text, io }
    if (options.json !== true || output !== undefined)
      say(formulaNote(restored.classes, options.formulas))
    const { rows, leftOut, word, notices } =
      file.kind === 'rows'
        ? await predictInBatches(restored, file.source, written)
        : await predictWhole(restored, file, written)
    if (text.formulas.count > 0) say(passedOnNote(text.formulas, options.formulas))
    if (output === undefined) return
    if (options.json === true) {
      const result = { checkpoint, data: shown, rows, leftOut, notices, output }
      io.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
      return
    }
    const rest = leftOut === 0 ? '' : `; ${count(leftOut, word)} left empty for missing cells`
    say(`${shownPath(io, output)}: ${count(rows, 'prediction')}${rest}\n`)
  })
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

/** A line on cells of the file itself that a spreadsheet would take for formulas. */
function passedOnNote(
  { count: cells, first }: PredictionText['formulas'],
  formulas: PredictOptions['formulas'],
): string {
  const what = `${count(cells, 'cell')} of the file, such as ${quoted(cut(first))}, ${cells === 1 ? 'begins' : 'begin'} as formulas do`
  const way =
    formulas === 'keep'
      ? 'written as they are, and a spreadsheet may run them'
      : 'written with an apostrophe in front, so that no spreadsheet runs them; --formulas keep writes them as they are'
  return `${visibleLine(`note: ${what}: ${way}`)}\n`
}
