import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import { baselinesOf } from '../train/baselines.ts'
import { fittedNumbers } from '../train/decision-threshold.ts'
import { monitorsOf } from '../train/measures.ts'
import type { Prepared } from '../train/prepare.ts'
import type { RunResult } from '../train/records.ts'
import { columnTable } from './column-table.ts'
import { aligned, figureList } from './figure-list.ts'
import { count, formatDuration, formatNumber } from './format-number.ts'
import type { CommandIo, TextOutput } from './io.ts'
import { noticeLines } from './notice-lines.ts'
import { shownPath } from './paths.ts'
import { pixelsTogether } from './pixels-together.ts'
import { programName } from './program-name.ts'
import { tableTexts } from './table-text.ts'
import { wrappedFor } from './text-width.ts'
import { visibleLine } from './visible.ts'

/** What a run is about to do, laid out for `output`. */
export function header(prepared: Prepared, run: string, output: TextOutput): string {
  return `${describe(prepared, output, false)}run ${run}\n\n`
}

/**
 * Describes a config and its data: task and sizes in two lines, a table of how the columns were read, and a line for
 * each notice.
 */
export function describe(
  { config, dataset, measures, trainer }: Prepared,
  output: TextOutput,
  allColumns: boolean,
): string {
  const { target } = config.data
  const { task, classes, training, validation, test, features, preprocessing } = dataset
  const taskText =
    task === 'regression'
      ? `regression of ${target}`
      : `classification of ${target} (${count(classes.length, 'class').replace(/classs$/, 'classes')}: ${listed(classes)})`
  const example = dataset.steps === undefined ? 'row' : 'sequence'
  const sizes = [
    ...(validation.folds
      ? [
          `${count(training.rows, example)} in ${validation.folds.length - 1} folds to train and validate`,
        ]
      : [
          count(training.rows, `training ${example}`),
          count(validation.rows, `validation ${example}`),
        ]),
    ...(test === null ? [] : [count(test.rows, `test ${example}`)]),
    ...(dataset.steps === undefined ? [] : [`up to ${count(dataset.steps, 'step')}`]),
    count(features.length, 'feature'),
    count(trainer.learner.parameters, 'parameter'),
  ]
  const reason = dataset.taskReason === null ? '' : `, ${dataset.taskReason}`
  const areImages = dataset.shape !== undefined && !allColumns
  const columns = areImages ? pixelsTogether(dataset.columns) : dataset.columns
  const table = columnTable(columns, output.columns ?? 80, allColumns)
  const notices = noticeLines(dataset.notices, output)
  const title = wrappedFor(output, visibleLine(`${config.name}: ${taskText}${reason}`))
  const counts = wrappedFor(output, sizes.join(', '))
  const { majority, figures } = baselinesOf(validation.targets, preprocessing.target, measures)
  const reached = Object.entries(figures).map(([name, value]) => `${name} ${formatNumber(value)}`)
  const constant = majority === null ? 'the mean of the target' : `always "${majority}"`
  const baseline =
    reached.length === 0
      ? ''
      : `${wrappedFor(output, visibleLine(`to beat in validation: ${constant}, ${reached.join(', ')}`))}\n`
  return `${title}\n${counts}\n${baseline}\n${table}\n${notices}${notices === '' ? '' : '\n'}`
}

/** How a run ended, where its files lie, and what to do next. */
export function summary(result: RunResult, prepared: Prepared, io: CommandIo): string {
  const { run } = result
  const { best, stopping } = monitorsOf(prepared.config, prepared.measures)
  const statusTexts = {
    finished: 'finished',
    stoppedEarly: `stopped early: no better ${stopping.name} for ${count(prepared.config.training.earlyStopping?.patience ?? 0, 'epoch')}`,
    converged: `ended by ${prepared.config.optimizer.method}: ${result.stopped},`,
    interrupted: 'interrupted',
  }
  const evaluations =
    result.evaluations === undefined ? '' : `, ${count(result.evaluations, 'evaluation')}`
  const effort = `${count(result.epochs, 'epoch')}, ${count(result.steps, 'step')}${evaluations} in ${formatDuration(result.seconds)}`
  const isBest = result.checkpoint === 'best.safetensors'
  const whichEpoch = isBest ? `best epoch ${result.bestEpoch}` : `last epoch ${result.epochs}`
  const ofEach = isBest ? 'each of its best epoch' : 'each of its last epoch'
  const { hasSeparateMembers } = prepared.evaluated
  const weightsOf = hasSeparateMembers ? `${result.members} members as one, ${ofEach}` : whichEpoch
  const figures = (part: 'validation' | 'test', note = ''): string => {
    const measured = result[part]
    if (measured === null) return ''
    const remarks = result.remarks[part]
    const about = { measures: prepared.measures, classes: result.classes, remarks }
    const tables = tableTexts(result.tables[part] ?? {}, about, io.stdout)
    return `\n${part}, ${weightsOf}\n${figureList(measured, remarks)}${note}${tables}`
  }
  const terms = Object.entries(result.training?.penalties ?? {}).map(
    ([name, value]): [string, string] => {
      const { weights = {}, shares = {}, gradientNorms } = result.training ?? {}
      const norm = gradientNorms?.penalties[name]
      const texts = [
        formatNumber(value),
        `weight ${formatNumber(weights[name] ?? Number.NaN)}`,
        `${formatNumber(100 * (shares[name] ?? Number.NaN))} % of the total`,
        ...(norm === undefined ? [] : [`gradient norm ${formatNumber(norm)}`]),
      ]
      return [name, texts.join(', ')]
    },
  )
  const ofLast = hasSeparateMembers ? ' of the last member' : ''
  const penalties =
    terms.length === 0 ? '' : `\npenalties${ofLast}, last epoch ${result.epochs}\n${aligned(terms)}`
  const better =
    hasSeparateMembers || isBest || result.bestEpoch === result.epochs
      ? ''
      : `  the best by ${best.name} was epoch ${result.bestEpoch}, kept in best.safetensors\n`
  const files = aligned([
    ['weights', shownPath(io, join(run, result.checkpoint))],
    ['metrics', shownPath(io, join(run, 'metrics.jsonl'))],
    ['digest', result.digest],
  ])
  const data = shownPath(io, prepared.config.data.file)
  const next =
    result.status === 'interrupted'
      ? `${programName(io)} resume ${shownPath(io, run)}`
      : `${programName(io)} predict ${shownPath(io, run)} ${data} -o predictions.csv`
  return `\n${statusTexts[result.status]} after ${effort}\n${penalties}${figures('validation', better)}${figures('test')}${calibrationLine(prepared.config, result)}\nfiles\n${files}\nnext: ${next}\n`
}

/** What was fitted after training, and how it changed the validation part. */
function calibrationLine(config: Config, { calibration }: RunResult): string {
  if (calibration === undefined) return ''
  const { before, after } = calibration
  const fitted = fittedNumbers(config, calibration).map(
    ([name, value]) => `${name} ${formatNumber(value)}`,
  )
  if (fitted.length === 0) return ''
  const changes = Object.entries(before).map(([name, value]) => {
    const now = Object.entries(after).find(([key]) => key === name)?.[1] ?? value
    return `${name} ${formatNumber(value)} before, ${formatNumber(now)} after`
  })
  return `calibration on the validation part: ${[...fitted, ...changes].join('; ')}\n`
}

function listed(names: readonly string[]): string {
  const maxNames = 8
  return names.length <= maxNames ? names.join(', ') : `${names.slice(0, maxNames).join(', ')}, …`
}
