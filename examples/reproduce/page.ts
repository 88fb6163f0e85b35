import type { PublishedFigure, Reproduction } from './reproduction.ts'
import { reproductions } from './reproductions.ts'

/** What the runs of a reproduction came to. */
export interface Result {
  readonly name: string
  readonly seeds: number
  /** Processor time of one run, on the machine that ran it. */
  readonly seconds: number
  /** Figures by name, a run for each seed. */
  readonly runs: readonly Readonly<Record<string, number>>[]
}

interface Row {
  readonly figure: PublishedFigure
  readonly mean: number
  /** The standard deviation over seeds. */
  readonly spread: number
  readonly isWithin: boolean
}

function rowsOf({ figures }: Reproduction, { runs }: Result): Row[] {
  return figures.map((figure) => {
    const { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY } = figure.band
    const values = runs.map((run) => run[figure.name] ?? Number.NaN)
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0)
    const spread = Math.sqrt(squares / Math.max(1, values.length - 1))
    return { figure, mean, spread, isWithin: mean >= least && mean <= most }
  })
}

const written = (value: number | null): string => {
  if (value === null) return '–'
  const digits = Number(value.toPrecision(3))
  return Math.abs(digits) >= 0.01 || digits === 0 ? String(digits) : digits.toExponential()
}

function bandOf({ band: { least, most } }: PublishedFigure): string {
  if (least === undefined && most === undefined) return '–'
  if (least !== undefined && most !== undefined) return `${written(least)} to ${written(most)}`
  return least === undefined ? `at most ${written(most ?? 0)}` : `at least ${written(least)}`
}

/** A line for each figure of a result. */
export function summaryLines(reproduction: Reproduction, result: Result): string[] {
  return rowsOf(reproduction, result).map(
    ({ figure, mean, spread, isWithin }) =>
      `${reproduction.name}: ${figure.name}: published ${written(figure.published)}, ours ${written(mean)} ± ${written(spread)} (${result.seeds} seeds, ${result.seconds.toFixed(0)} CPU seconds each), ${isWithin ? 'within' : 'not within'} the band, ${bandOf(figure)}`,
  )
}

/** The page of all published results. */
export function reproducedPage(results: readonly Result[]): string {
  const sections = reproductions.flatMap((reproduction) => {
    const result = results.find(({ name }) => name === reproduction.name)
    return result === undefined ? [notRun(reproduction)] : [section(reproduction, result)]
  })
  return [
    '# Published results, with this library',
    '',
    'Written by `npm run reproduce`: means over seeds, each with data and weights of its own, and the standard deviation over them. The band is what counts as the same; where ours is not within it the remark says why.',
    '',
    ...sections,
  ].join('\n')
}

/** What is said of a reproduction that nobody ran yet. */
const notRun = ({ name, source, setup }: Reproduction): string =>
  [`## ${name}`, '', `${source}.`, '', setup, '', 'Not run yet.', ''].join('\n')

function section(reproduction: Reproduction, result: Result): string {
  const { name, source, setup, remarks, picture } = reproduction
  const rows = rowsOf(reproduction, result).map(
    ({ figure, mean, spread, isWithin }) =>
      `| ${figure.name} | ${written(figure.published)} | ${written(mean)} ± ${written(spread)} | ${bandOf(figure)} | ${isWithin ? 'yes' : 'no'} |`,
  )
  return [
    `## ${name}`,
    '',
    `${source}.`,
    '',
    setup,
    '',
    `| | published | ours, ${result.seeds} seeds | band | within |`,
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
    ...(picture ? [`![${setup}](figures/${picture.file})`, ''] : []),
    `${remarks} ${result.seconds.toFixed(0)} CPU seconds a run. [Code](../examples/reproduce/reproductions.ts).`,
    '',
  ].join('\n')
}
