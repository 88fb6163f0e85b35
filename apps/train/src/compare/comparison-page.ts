import { count } from '../cli/format-number.ts'
import { type IntervalRow, intervalPlot } from '../report/interval-plot.ts'
import { type Block, type Page, type Section, words } from '../report/page.ts'
import { slug } from '../report/picture.ts'
import { evenly, table } from '../report/table.ts'
import type { ComparedRuns } from './compare.ts'
import type { ComparedFigure } from './compare-groups.ts'
import { comparisonTable } from './comparison-table.ts'
import { fullName } from './figure-names.ts'
import { valueText } from './group-runs.ts'
import { mostTelling } from './most-telling.ts'
import { comparisonNotices, howCompared, percentText, verdictLines } from './summary.ts'

/** Groups and seeds of a group that are drawn one by one. */
const MOST_GROUPS = 30
const MOST_SEEDS = 40

/** A comparison as a page: verdicts, a picture for each figure, and all numbers in tables. */
export function comparisonPage(compared: ComparedRuns): Page {
  const { groups, comparison } = compared
  const runs = groups.reduce((sum, group) => sum + group.runs.length, 0)
  const verdicts = verdictLines(compared, MOST_GROUPS).map((text) => words(`${text}.`))
  const sections: Section[] = [
    {
      title: 'Verdicts',
      blocks: [
        ...verdicts,
        ...comparisonNotices(compared).map(words),
        words(howCompared(compared)),
      ].filter(({ text }) => text !== ''),
    },
    { title: 'Groups', blocks: [groupTable(compared)] },
    ...comparison.figures.map((figure, index) => figureSection(figure, index, compared)),
    {
      title: 'All numbers',
      blocks: [table({ name: 'comparison', title: 'All numbers', ...comparisonTable(compared) })],
    },
  ]
  return {
    title: `${count(groups.length, 'group')} of runs compared`,
    summary: [`${count(runs, 'run')}, compared with ${compared.baseline.label}`],
    sections,
  }
}

function groupTable({ groups, differences, baseline }: ComparedRuns): Block {
  return table({
    name: 'groups',
    title: 'Groups, with the config keys that differ',
    columns: ['group', 'seeds', 'left out', ...differences.map(({ path }) => path)],
    rows: groups.map((group, index) => [
      group === baseline ? `${group.label} (baseline)` : group.label,
      group.runs.length,
      group.leftOut.length,
      ...differences.map(({ values }) => valueText(values[index])),
    ]),
  })
}

const directions = {
  smaller: 'smaller is better',
  larger: 'larger is better',
  neither: 'neither way is better',
}

function figureSection(figure: ComparedFigure, index: number, compared: ComparedRuns): Section {
  const { groups, baseline, level } = compared
  const shown = mostTelling(figure, groups.indexOf(baseline), MOST_GROUPS)
  const less =
    shown.length < groups.length
      ? ` The baseline and the best ${shown.length - 1} of ${groups.length} groups.`
      : ''
  const title = fullName(figure)
  const name = `${slug(title)}-${index + 1}`
  const label = `${title} (${directions[figure.better]})`
  const known = shown.filter(({ group }) => group.values.length > 0)
  const spreads = known.map(
    ({ group: { label, mean, standardDeviation, values } }): IntervalRow => ({
      ...{ label, value: mean },
      ...(values.length > 1 && { interval: [mean - standardDeviation, mean + standardDeviation] }),
      points: evenly(
        values.toSorted((a, b) => a - b),
        MOST_SEEDS,
      ),
    }),
  )
  const differences = known.flatMap(({ group: { label, difference } }): IntervalRow[] => {
    if (difference === null) return []
    const { interval, verdict } = difference
    return [
      {
        label: `${label}: ${verdict}`,
        value: difference.difference,
        ...(interval !== null && { interval }),
        look: looks[verdict],
      },
    ]
  })
  return {
    title,
    blocks: [
      intervalPlot({
        ...{ name, title: `${title}: mean, standard deviation and seeds`, rows: spreads },
        x: { label },
        description: `A dot for the mean of each group, a line for a standard deviation over seeds to either side, faint dots for seeds.${less}`,
      }),
      ...(differences.length === 0
        ? []
        : [
            intervalPlot({
              name: `${name}-difference`,
              title: `${title}: difference from ${baseline.label}`,
              rows: differences,
              reference: 0,
              x: { label: `difference of ${label}` },
              description: `A dot for the difference of each group from the baseline, a line for its ${percentText(1 - level)} bootstrap interval.${less}`,
            }),
          ]),
    ],
  }
}

/** The looks of verdicts in pictures, which the words beside them tell, too. */
const looks = { better: 2, worse: 1, different: 0, 'no difference': 7, 'too few runs': 7 } as const
