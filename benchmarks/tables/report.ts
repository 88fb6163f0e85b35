import { table as markdown, shown } from '../race/table.ts'
import type { Result, Results } from './results.ts'
import type { Scores } from './scores.ts'
import type { Table } from './table.ts'

export const sobolevName = 'Sobolev'

/** Of the peers, those that are gradient boosting. */
const boosting = ['HistGradientBoosting', 'XGBoost', 'LightGBM', 'CatBoost']

/** How far behind the best boosting a table may be: a point of accuracy or area, 3 % of the error. */
const FAR = { points: 0.01, share: 0.03 }

/** The tables and figures of a comparison in Markdown, of what there are results. */
export class Report {
  readonly #tables: readonly Table[]
  readonly #contenders: readonly string[]
  readonly #results: Results

  constructor(tables: readonly Table[], contenders: readonly string[], results: Results) {
    this.#tables = tables
    this.#contenders = contenders.filter((who) =>
      tables.some((table) => this.#of(results, table, who).length > 0),
    )
    this.#results = results
  }

  /** All of it. */
  toString(): string {
    const classifiers = this.#tables.filter(({ task }) => task === 'classification')
    return [
      '## Scores',
      this.#scores(),
      '## Behind the best boosting',
      this.#behind().join('\n') ||
        'Of the tables measured none by more than a point, or 3 % of the error.',
      '## Log loss',
      this.#figures(classifiers, 'logLoss'),
      '## Calibration error',
      this.#figures(classifiers, 'ece'),
      '## Seconds',
      this.#seconds(),
      this.#ratios().join('\n'),
    ].join('\n\n')
  }

  /** The most folds of which anyone has a result on a table. */
  get folds(): number {
    const counts = this.#tables.flatMap((table) =>
      this.#contenders.map((who) => this.#of(this.#results, table, who).length),
    )
    return Math.max(0, ...counts)
  }

  #of(results: Results, table: Table, who: string): Result[] {
    const folds = Array.from({ length: table.folds }, (_, fold) => results.find(table, who, fold))
    return folds.filter((result) => result !== undefined)
  }

  /** The mean over the folds; NaN unless there are all folds that anyone has. */
  #mean(table: Table, who: string, key: keyof Scores): number {
    const most = Math.max(
      ...this.#contenders.map((other) => this.#of(this.#results, table, other).length),
    )
    const values = this.#of(this.#results, table, who).map(({ scores }) => scores?.[key])
    if (values.length < most) return Number.NaN
    return mean(values.map((value) => value ?? Number.NaN))
  }

  #score(table: Table, who: string): number {
    return this.#mean(table, who, table.measure)
  }

  #scores(): string {
    const ranks = this.#tables
      .filter((table) => this.#contenders.every((who) => Number.isFinite(this.#score(table, who))))
      .map((table) => ranksOf(table, (who) => this.#score(table, who), this.#contenders))
    const rows = this.#tables.map((table) => {
      const scores = this.#contenders.map((who) => this.#score(table, who))
      const best = Math[table.measure === 'rmse' ? 'min' : 'max'](...scores.filter(Number.isFinite))
      return [
        table.name,
        `${table.rows} × ${table.columns}`,
        table.measure,
        ...scores.map((score) => (score === best ? `**${scoreText(score)}**` : scoreText(score))),
      ]
    })
    const means = this.#contenders.map((who) =>
      shown(mean(ranks.map((rank) => rank.get(who)).filter((rank) => rank !== undefined))),
    )
    return markdown(
      ['', 'rows × columns', 'measure', ...this.#contenders],
      [...rows, ['mean rank where all have one', '', '', ...means]],
    )
  }

  /** A line for each table on which Sobolev is far behind the best boosting. */
  #behind(): string[] {
    return this.#tables.flatMap((table) => {
      const score = this.#score(table, sobolevName)
      const others = boosting
        .map((who) => ({ who, score: this.#score(table, who) }))
        .filter((other) => Number.isFinite(other.score))
        .sort((a, b) => a.score - b.score)
      const best = table.measure === 'rmse' ? others[0] : others.at(-1)
      if (best === undefined || !Number.isFinite(score)) return []
      const words = `- ${table.name}: ${table.measure} ${scoreText(score)} against ${scoreText(best.score)} of ${best.who}`
      if (table.measure === 'rmse')
        return score / best.score > 1 + FAR.share
          ? [`${words}, ${(100 * (score / best.score - 1)).toFixed(1)} % more`]
          : []
      return best.score - score > FAR.points
        ? [`${words}, ${(100 * (best.score - score)).toFixed(1)} points less`]
        : []
    })
  }

  #figures(tables: readonly Table[], key: keyof Scores): string {
    const figures = tables.map((table) =>
      this.#contenders.map((who) => this.#mean(table, who, key)),
    )
    const rows = tables.map(({ name }, index) => [name, ...(figures[index] ?? []).map(scoreText)])
    const means = this.#contenders.map((_, column) =>
      mean(figures.filter((row) => row.every(Number.isFinite)).map((row) => row[column] ?? 0)),
    )
    return markdown(
      ['', ...this.#contenders],
      [...rows, ['mean of those that all have', ...means.map(scoreText)]],
    )
  }

  #seconds(): string {
    const rows = this.#tables.map((table) =>
      this.#contenders.map((who) => this.#results.find(table, who, 0)?.seconds ?? Number.NaN),
    )
    const sums = this.#contenders.map((_, column) =>
      rows.reduce((sum, row) => sum + (row[column] ?? 0), 0),
    )
    const names = [...this.#tables.map(({ name }) => name), 'all']
    const cells = [...rows, sums].map((row, index) => [
      names[index] ?? '',
      ...row.map((seconds) => shown(seconds, 2)),
    ])
    return markdown(['', ...this.#contenders], cells)
  }

  /** How many times Sobolev's seconds the others take. */
  #ratios(): string[] {
    const of = (table: Table, who: string) => this.#results.find(table, who, 0)
    const others = this.#contenders.filter((who) => who !== sobolevName)
    return others.flatMap((who) => {
      const ratios = this.#tables.flatMap((table) => {
        const [ours, theirs] = [of(table, sobolevName)?.seconds, of(table, who)]
        if (ours == null || theirs?.seconds == null || theirs.fitting === undefined) return []
        return [{ whole: theirs.seconds / ours, fitting: theirs.fitting / ours }]
      })
      if (ratios.length === 0) return []
      const [whole, fitting] = (['whole', 'fitting'] as const).map((part) =>
        shown(geometricMean(ratios.map((ratio) => ratio[part])), 2),
      )
      const range = ratios.map((ratio) => ratio.whole).sort((a, b) => a - b)
      return [
        `- ${who}: ${whole} times Sobolev's seconds in the geometric mean of ${ratios.length} tables, ${shown(range[0] ?? 0, 2)} to ${shown(range.at(-1) ?? 0, 2)}; its fitting alone ${fitting} times Sobolev's whole.`,
      ]
    })
  }
}

/** The rank of each contender that has a score, the best 1; equal ones share the mean of their ranks. */
function ranksOf(
  { measure }: Table,
  scoreOf: (who: string) => number,
  contenders: readonly string[],
): Map<string, number> {
  const sign = measure === 'rmse' ? 1 : -1
  const scores = contenders
    .map((who) => ({ who, score: sign * scoreOf(who) }))
    .filter(({ score }) => Number.isFinite(score))
  return new Map(
    scores.map(({ who, score }) => {
      const better = scores.filter((other) => other.score < score).length
      const equal = scores.filter((other) => other.score === score).length
      return [who, better + (equal + 1) / 2]
    }),
  )
}

const mean = (numbers: readonly number[]): number =>
  numbers.reduce((a, b) => a + b, 0) / numbers.length

const geometricMean = (numbers: readonly number[]): number => Math.exp(mean(numbers.map(Math.log)))

/** Four digits behind the point of what lies below 1, at least four digits of what is greater. */
function scoreText(score: number): string {
  if (!Number.isFinite(score)) return '–'
  if (score < 1) return score.toFixed(4)
  return score >= 1000 ? score.toFixed(0) : score.toPrecision(4)
}
