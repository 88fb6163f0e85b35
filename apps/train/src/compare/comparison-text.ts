import { count } from '../cli/format-number.ts'
import { type CommandIo, styled } from '../cli/io.ts'
import { fitted, fittedName, padEnd, padStart, widthOf, wrapped } from '../cli/text-width.ts'
import { visibleLine } from '../cli/visible.ts'
import type { ComparedRuns } from './compare.ts'
import type { ComparedFigure, FigureDifference } from './compare-groups.ts'
import { fullName } from './figure-names.ts'
import { valueText } from './group-runs.ts'
import { differenceTexts, meanText } from './mean-text.ts'
import { mostTelling } from './most-telling.ts'
import { comparisonNotices, howCompared, verdictLines } from './summary.ts'

/** Groups of which a terminal shows the figures; files have all. */
const MOST_GROUPS = 20
const MOST_KEYS = 20
const GAP = '  '

/** A comparison for a terminal, at most as wide as that is. */
export function comparisonText(compared: ComparedRuns, io: CommandIo): string {
  const width = Math.max(60, io.stdout.columns ?? 80)
  const bold = (text: string): string => styled(io, io.stdout, 1, text)
  const sections = [
    groupLines(compared, width, bold),
    keyLines(compared, width, bold),
    ...compared.comparison.figures.map((figure) => figureLines(figure, compared, width, bold)),
    endLines(compared, width),
  ]
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => `${line}\n`).join(''))
    .join('\n')
}

function groupLines(
  { groups, baseline }: ComparedRuns,
  width: number,
  bold: (text: string) => string,
): string[] {
  const shown = groups.slice(0, MOST_GROUPS)
  const lines = shown.map((group, index) => {
    const { runs, leftOut } = group
    const lost = leftOut.length > 0 ? `, ${leftOut.length} left out` : ''
    const mark = group === baseline && groups.length > 1 ? ', the baseline' : ''
    const tail = `${count(runs.length, 'seed')}${lost}${mark}`
    const room = width - 6 - tail.length
    const name = fittedName(visibleLine(group.label), room)
    return `${padStart(String(index + 1), 2)}${GAP}${padEnd(name, Math.min(room, 40))}${GAP}${tail}`
  })
  const others = groups.length - shown.length
  const runs = groups.reduce((sum, group) => sum + group.runs.length, 0)
  return [
    bold(`${count(groups.length, 'group')}, ${count(runs, 'run')}`),
    ...lines,
    ...(others > 0 ? [`${GAP}and ${others} more, which --csv, --output and --json show`] : []),
  ]
}

function keyLines(
  { differences }: ComparedRuns,
  width: number,
  bold: (text: string) => string,
): string[] {
  if (differences.length === 0) return []
  const shown = differences.slice(0, MOST_KEYS)
  const paths = shown.map(({ path }) => fittedName(visibleLine(path), Math.floor(width / 2)))
  const first = Math.max(...paths.map(widthOf))
  const lines = shown.map(({ values }, index) => {
    const texts = [...new Set(values.map((value) => visibleLine(valueText(value))))]
    const isShort = values.length <= 8
    const words = isShort
      ? values.map((value) => visibleLine(valueText(value))).join(' | ')
      : texts.join(', ')
    const room = width - first - 2 * GAP.length
    return `${GAP}${padEnd(paths[index] ?? '', first)}${GAP}${fitted(words, room)}`
  })
  const others = differences.length - shown.length
  return [
    bold('Config keys that differ'),
    ...lines,
    ...(others > 0 ? [`${GAP}and ${count(others, 'more key')}, which --json shows`] : []),
  ]
}

const directions = {
  smaller: 'smaller is better',
  larger: 'larger is better',
  neither: 'neither way is better',
}

function figureLines(
  figure: ComparedFigure,
  { groups, baseline }: ComparedRuns,
  width: number,
  bold: (text: string) => string,
): string[] {
  const rows = mostTelling(figure, groups.indexOf(baseline), MOST_GROUPS).map(
    ({ group, number }) => ({
      number: padStart(String(number), 2),
      label: visibleLine(group.label),
      mean: meanText(group.mean, group.standardDeviation, group.values.length),
      ...(group.difference === null
        ? { difference: '', interval: '', verdict: '' }
        : { ...textsOf(group.difference), verdict: verdictText(group.difference) }),
    }),
  )
  const widest = (of: (row: (typeof rows)[number]) => string): number =>
    Math.max(0, ...rows.map((row) => widthOf(of(row))))
  const sizes = {
    mean: widest((row) => row.mean),
    difference: widest((row) => row.difference),
    interval: widest((row) => row.interval),
    verdict: widest((row) => row.verdict),
  }
  const labels = widest((row) => row.label)
  const columns = Object.values(sizes).filter((size) => size > 0)
  const roomWith = (gap: string): number =>
    width - columns.reduce((sum, size) => sum + size + gap.length, 2 + gap.length)
  const gap = roomWith(GAP) < labels ? ' ' : GAP
  const label = Math.max(6, Math.min(labels, roomWith(gap)))
  const lines = rows.map((row) =>
    [
      row.number,
      padEnd(fittedName(row.label, label), label),
      padStart(row.mean, sizes.mean),
      ...(sizes.difference > 0 ? [padStart(row.difference, sizes.difference)] : []),
      ...(sizes.interval > 0 ? [padEnd(row.interval, sizes.interval)] : []),
      row.verdict,
    ]
      .join(gap)
      .trimEnd(),
  )
  const others = figure.groups.length - rows.length
  return [
    `${bold(visibleLine(fullName(figure)))}${GAP}${directions[figure.better]}`,
    ...lines.map((line) => fitted(line, width)),
    ...(others > 0 ? [`${GAP}and ${count(others, 'more group')}`] : []),
  ]
}

const textsOf = ({ difference, interval }: FigureDifference) =>
  differenceTexts(difference, interval)

/** A verdict in a few words: where there is none, with how many seeds there might be one. */
function verdictText({ verdict, seedsNeeded, difference }: FigureDifference): string {
  if (verdict !== 'no difference') return verdict
  if (difference === 0) return verdict
  return `${verdict} (${seedsNeeded ?? '>1000'})`
}

function endLines(compared: ComparedRuns, width: number): string[] {
  return [
    ...verdictLines(compared, MOST_GROUPS),
    ...comparisonNotices(compared),
    howCompared(compared),
  ]
    .filter((line) => line !== '')
    .map((line) => wrapped(visibleLine(line), width))
}
