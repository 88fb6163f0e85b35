import { formatFigure } from '../cli/format-number.ts'
import { type IntervalRow, intervalPlot } from '../report/interval-plot.ts'
import { listing, type Page, type Section, words } from '../report/page.ts'
import { type Table, table } from '../report/table.ts'
import type { LeftOut } from './start-tuning.ts'
import type { TunePlan } from './tune-plan.ts'
import type { TuneResults } from './tune-results.ts'
import { pointText } from './tune-sweep.ts'

/** What a page tells beside the results. */
export interface TunePageParts {
  readonly plan: TunePlan
  readonly leftOut: readonly LeftOut[]
  /** The best config, as it is written. */
  readonly best: string
  /** Sentences to be read before the figures. */
  readonly remarks: readonly string[]
}

/** Points that a page lists. */
const MOST_POINTS = 20

/** A search as a page: the verdict, the last round, what helped, the best points, and the config. */
export function tunePage(results: TuneResults, parts: TunePageParts): Page {
  const { name, verdict, trials, finished } = results
  return {
    title: `${name}, tuned`,
    summary: [verdict],
    sections: [
      {
        title: 'Verdict',
        blocks: [
          words(verdict),
          words(`What best.yaml does: ${pointText(results.winner.parameters)}.`),
          ...parts.remarks.map(words),
        ],
      },
      finalSection(results),
      effectSection(results),
      { title: 'Best points', blocks: [pointTable(results)] },
      {
        title: 'The best config',
        blocks: [listing({ name: 'best', title: 'best.yaml', text: parts.best })],
      },
      planSection(parts, `${finished} of ${trials} trials finished.`),
    ],
  }
}

function finalSection({ finalists, objective: { metric, direction } }: TuneResults): Section {
  const label = `${metric} (${direction === 'maximize' ? 'larger' : 'smaller'} is better)`
  const rows = finalists.flatMap(({ mean, spread, values, parameters }): IntervalRow[] =>
    mean === null
      ? []
      : [
          {
            label: pointText(parameters),
            value: mean,
            ...(spread !== null && { interval: [mean - spread, mean + spread] as const }),
            points: values,
          },
        ],
  )
  return {
    title: 'The last round',
    blocks: [
      intervalPlot({
        ...{ name: 'finalists', title: 'Mean, standard deviation and seeds', rows, x: { label } },
        description:
          'A dot for the mean of each point, a line for a standard deviation over seeds to either side, faint dots for seeds.',
      }),
      table({
        name: 'last-round',
        title: 'Beside the config as it was, over the same seeds',
        columns: ['point', 'what it does', metric, 'spread', 'difference', 'from', 'to', 'verdict'],
        rows: finalists.map(({ point, parameters, mean, spread, difference }) => [
          ...[point, pointText(parameters), mean, spread, difference?.difference],
          ...[difference?.interval?.[0], difference?.interval?.[1], difference?.verdict],
        ]),
      }),
    ],
  }
}

/** What helped, as a table. */
export function effectTable({ effects, objective: { metric } }: TuneResults): Table {
  return table({
    name: 'effects',
    title: 'Points of the first round that do something, beside those that leave it',
    columns: [
      ...['what', 'points', `middle ${metric}`, 'where left', 'mean place', 'where left'],
      ...['difference', 'from', 'to', 'verdict'],
    ],
    rows: effects.map(({ name, points, value, otherValue, place, otherPlace, ...effect }) => [
      ...[name, points, value, otherValue, place, otherPlace],
      ...[place - otherPlace, effect.interval?.[0], effect.interval?.[1], effect.verdict],
    ]),
  })
}

function effectSection(results: TuneResults): Section {
  const rows = results.effects.map(
    ({ name, place, otherPlace, interval, verdict }): IntervalRow => ({
      label: name,
      value: place - otherPlace,
      ...(interval !== null && { interval }),
      look: verdict === 'helps' ? 2 : verdict === 'harms' ? 1 : 7,
    }),
  )
  return {
    title: 'What helped',
    blocks: [
      words(
        'Of all points of the first round, which trains them shortly: the mean place of those that do something, less that of those that leave it as the config has it, whatever else they do. Below 0 it helps. Intervals of 95 %; the verdicts allow for how many there are. What needs a long training to help shows too little here.',
      ),
      ...(rows.length === 0
        ? []
        : [
            intervalPlot({
              name: 'what-helped',
              title: 'Places won or lost',
              rows,
              reference: 0,
              x: { label: 'places (below 0 is better)' },
            }),
          ]),
      effectTable(results),
    ],
  }
}

const pointTable = ({ points, objective }: TuneResults): Table =>
  table({
    name: 'points',
    title: 'Points from the best to the worst, those of later rounds first',
    columns: ['point', 'round', objective.metric, 'what it does'],
    rows: points
      .slice(0, MOST_POINTS)
      .map(({ point, round, mean, parameters }) => [
        point,
        round + 1,
        formatFigure(mean),
        pointText(parameters),
      ]),
  })

function planSection({ plan, leftOut }: TunePageParts, counted: string): Section {
  return {
    title: 'How',
    blocks: [
      words(
        `${counted} Point 0 is the config as it was. Each round trains the best of the one before for longer; the last one trains them again with seeds that none was chosen by.`,
      ),
      table({
        name: 'rounds',
        title: 'Rounds',
        columns: ['round', 'points', 'epochs', 'seeds'],
        rows: plan.rounds.map(({ points, epochs, seeds }, index) => [
          ...[index + 1, points, epochs],
          seeds.join(', '),
        ]),
      }),
      ...(leftOut.length === 0
        ? []
        : [
            table({
              name: 'left-out',
              title: 'What does not go with the config, and was not tried',
              columns: ['what', 'why'],
              rows: leftOut.map(({ name, reason }) => [name, reason]),
            }),
          ]),
    ],
  }
}
