import type { TuneStart } from '../tune/start-tuning.ts'
import type { TunePlan } from '../tune/tune-plan.ts'
import { meanText, type TuneResults } from '../tune/tune-results.ts'
import { pointText, START } from '../tune/tune-sweep.ts'
import { aligned } from './figure-list.ts'
import { count, formatNumber } from './format-number.ts'
import type { CommandIo } from './io.ts'
import { shownPath } from './paths.ts'
import { visibleLine } from './visible.ts'

/** Rows below which a validation part says little. */
const FEW_ROWS = 300

/** What to know before one goes by the figures of a search. */
export function remarksOf(
  {
    end,
    rounds: [complete, planned],
    objective,
  }: Pick<TuneResults, 'end' | 'rounds' | 'objective'>,
  { prepared, config }: TuneStart,
  { rounds, minutes }: TunePlan,
): string[] {
  const { validation } = prepared.dataset
  const longest = Math.max(...rounds.map(({ epochs }) => epochs))
  return [
    ...(end === 'budget'
      ? [
          `The time was over after round ${complete} of ${planned}, so that the winner depends on the speed of the machine; with more --minutes, or with --points, in another folder (--output) it would not.`,
        ]
      : []),
    ...(longest < config.training.epochs
      ? [
          `Nothing was trained for more than ${longest} of ${config.training.epochs} epochs: longer would not fit into ${minutes} minutes.`,
        ]
      : []),
    ...(config.training.earlyStopping === null
      ? []
      : [
          'Each trial took its epoch by the rows that score it (training.earlyStopping), which makes the more of a point the more its figures swing; training for a fixed number of epochs compares fairly.',
        ]),
    ...(config.data.test?.kind === 'fraction'
      ? [
          'The test rows were drawn anew with each seed of the last round, so that the winner was chosen by most of them: data.test by a column or a file keeps rows that no trial sees.',
        ]
      : []),
    ...(config.threshold === objective.metric
      ? [
          `Each trial took its threshold by the rows that score it: ${objective.metric} comes out too good.`,
        ]
      : []),
    ...(validation.folds === undefined && validation.rows < FEW_ROWS
      ? [
          `All was judged by ${count(validation.rows, 'row')}; data.validation: { folds: 5 } judges by all rows.`,
        ]
      : []),
  ]
}

/** What a search came to, for a terminal. */
export function tuneSummary(
  results: TuneResults,
  remarks: readonly string[],
  io: CommandIo,
): string {
  const { verdict, winner, finalists, effects, folder, objective, diverged, failed } = results
  const last = finalists.map(({ point, parameters, mean, spread }): [string, string] => [
    `${objective.metric} ${meanText({ mean, spread })}`,
    `${point === START ? '' : `point ${point}: `}${visibleLine(pointText(parameters))}`,
  ])
  const told = effects.filter(({ verdict }) => verdict === 'helps' || verdict === 'harms')
  const helped = told.map(({ name, verdict, place, otherPlace, points }): [string, string] => [
    visibleLine(name),
    `${verdict}: place ${formatNumber(place)} on the average of ${points}, ${formatNumber(otherPlace)} without`,
  ])
  const lost = [
    ...(diverged === 0 ? [] : [`${count(diverged, 'trial')} diverged`]),
    ...(failed === 0 ? [] : [`${failed} failed`]),
  ]
  const files = aligned([
    ['config', shownPath(io, `${folder}/best.yaml`)],
    ['report', shownPath(io, `${folder}/report.html`)],
    ['trials', shownPath(io, `${folder}/trials.csv`)],
    ['digest', results.digest],
  ])
  const section = (title: string, text: string): string =>
    text === '' ? '' : `\n${title}\n${text}`
  return [
    `${verdict}\n`,
    ...remarks.map((text) => `note: ${text}\n`),
    ...(lost.length === 0 ? [] : [`${lost.join(', ')}\n`]),
    winner.point === START ? '' : `best: ${visibleLine(pointText(winner.parameters))}\n`,
    section('last round', aligned(last)),
    section(
      'what helped, whatever else was done',
      helped.length === 0 ? '  nothing that is told from chance\n' : aligned(helped),
    ),
    section('files', files),
  ].join('')
}
