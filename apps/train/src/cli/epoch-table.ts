import type { BestSoFar } from '../train/best-epoch.ts'
import type { PartFigures } from '../train/figures.ts'
import type { EpochRecord } from '../train/records.ts'
import { formatFigure } from './format-number.ts'

const GAP = 2
const NARROWEST = 8
const BEST = 'best'

interface Column {
  readonly group: string
  readonly name: string
  readonly width: number
  readonly figureOf: (record: EpochRecord) => number | null | undefined
}

/** Lays epochs out as the lines of a table: a heading of two lines before the first, then a line for each. */
export class EpochTable {
  readonly #epochs: number
  readonly #width: number
  #columns: readonly Column[] | undefined

  /**
   * @param epochs how many there will be at most
   * @param width the columns of a terminal; figures that do not fit are left to `metrics.jsonl`
   */
  constructor(epochs: number, width: number = Number.POSITIVE_INFINITY) {
    this.#epochs = epochs
    this.#width = width
  }

  /** The lines for one epoch, each with its line feed. A `*` marks the best one so far. */
  lines(record: EpochRecord, best: BestSoFar): string {
    const epoch = `${record.epoch}/${this.#epochs}`
    const first = Math.max('epoch'.length, `${this.#epochs}/${this.#epochs}`.length)
    const columns = this.#columns ?? this.#fitting(columnsOf(record, best.monitor), first)
    const heading = this.#columns === undefined ? headingOf(columns, first) : ''
    this.#columns = columns
    const cells = columns.map(({ width, figureOf }) => {
      const value = figureOf(record)
      return (value === undefined ? '' : formatFigure(value)).padStart(width)
    })
    const mark = best.epoch === record.epoch ? '*' : ''
    return `${heading}${[epoch.padStart(first), ...cells, mark].join(' '.repeat(GAP)).trimEnd()}\n`
  }

  /** The columns that fit beside the first, in their order; those that matter most are chosen first. */
  #fitting(columns: readonly Column[], first: number): readonly Column[] {
    let free = this.#width - first - GAP - BEST.length
    const fitting = columns
      .toSorted((a, b) => priorityOf(a) - priorityOf(b))
      .filter(({ width }) => {
        const fits = free >= width + GAP
        if (fits) free -= width + GAP
        return fits
      })
    return columns.filter((column) => fitting.includes(column))
  }
}

function columnsOf({ training, validation }: EpochRecord, monitor: string): Column[] {
  const columns = (
    group: string,
    figures: PartFigures,
    figuresOf: (record: EpochRecord) => PartFigures,
  ): Column[] =>
    Object.keys(figures).map((name) => ({
      ...{ group, name, width: Math.max(name.length, NARROWEST) },
      figureOf: (record) => figuresOf(record)[name],
    }))
  const trained = ({ training }: EpochRecord): PartFigures => ({
    loss: training.loss,
    ...training.penalties,
  })
  const { [monitor]: monitored, ...others } = validation
  const watched = monitored === undefined ? others : { [monitor]: monitored, ...others }
  return [
    ...columns('training', { loss: training.loss, ...training.penalties }, trained),
    ...columns('validation', watched, (record) => record.validation),
  ]
}

/** The order in which columns get their place on a narrow terminal: 0 is the first. */
function priorityOf({ group, name }: Column): number {
  if (name === 'loss') return 0
  if (group === 'training') return 2
  return name === 'inputGradientNorm' || name === 'logLoss' ? 3 : 1
}

function headingOf(columns: readonly Column[], first: number): string {
  const gap = ' '.repeat(GAP)
  const groups = [...new Set(columns.map(({ group }) => group))].map((group) => {
    const widths = columns.filter((column) => column.group === group).map(({ width }) => width)
    const width = widths.reduce((sum, each) => sum + each + GAP, -GAP)
    return ` ${group} `.padStart((width + group.length + 2) >> 1, '─').padEnd(width, '─')
  })
  const names = columns.map(({ name, width }) => name.padStart(width))
  return [
    `${[' '.repeat(first), ...groups].join(gap).trimEnd()}\n`,
    `${['epoch'.padStart(first), ...names, BEST].join(gap)}\n`,
  ].join('')
}
