import { formatNumber } from '../cli/format-number.ts'
import { type Axis, fitted, frame } from './frame.ts'
import { element, fragment } from './markup.ts'
import { type Picture, picture, pictureSize } from './picture.ts'
import { seriesClass } from './style.ts'

/** A value with the interval that it may lie in, and single ones around it. */
export interface IntervalRow {
  readonly label: string
  readonly value: number
  /** The ends of the interval; none where only the value is known. */
  readonly interval?: readonly [low: number, high: number]
  /** Single values, such as those of seeds, as faint dots. */
  readonly points?: ArrayLike<number>
  /** The number of its look, counted from 0; 0 unless given. */
  readonly look?: number
}

/** What a plot of values with intervals shows. */
export interface IntervalPlot {
  readonly name: string
  readonly title: string
  readonly x: Axis
  /** From top to bottom. */
  readonly rows: readonly IntervalRow[]
  /** A value that the others are looked at beside, such as 0. */
  readonly reference?: number
  /** Words before those on each row. */
  readonly description?: string
}

const ROW = 24
/** The share of the width that labels may take. */
const LABELS = 0.38

/** A row for each value: a dot, and a line for its interval. */
export function intervalPlot(plot: IntervalPlot): Picture {
  const { name, title, rows, reference } = plot
  const labels = pictureSize.width * LABELS
  const height = Math.max(120, 60 + ROW * rows.length)
  const numbers = rows.flatMap(({ value, interval = [], points = [] }) => [
    value,
    ...interval,
    ...Array.from(points),
  ])
  const axes = frame({
    x: plot.x,
    y: { label: '', domain: [rows.length, 0] },
    values: { x: reference === undefined ? numbers : [...numbers, reference], y: [] },
    left: labels,
    height,
  })
  const { x, y, top, bottom } = axes
  const drawing = fragment(
    axes.axes,
    reference === undefined
      ? null
      : element('line', { class: 'mark', x1: x(reference), x2: x(reference), y1: top, y2: bottom }),
    rows.map(({ label, value, interval, points = [], look = 0 }, index) => {
      const place = y(index + 0.5)
      const [low = value, high = value] = interval ?? []
      return fragment(
        element(
          'text',
          { class: 'end centre name', x: labels - 8, y: place },
          fitted(label, labels - 12),
        ),
        Array.from(points)
          .filter(Number.isFinite)
          .map((point) =>
            element('circle', {
              class: `fill band ${seriesClass(look)}`,
              cx: x(point),
              cy: place,
              r: 4,
            }),
          ),
        Number.isFinite(low) && Number.isFinite(high)
          ? element('line', {
              class: `interval ${seriesClass(look)}`,
              x1: x(low),
              x2: x(high),
              y1: place,
              y2: place,
            })
          : null,
        Number.isFinite(value)
          ? element('circle', {
              class: `fill dot ${seriesClass(look)}`,
              cx: x(value),
              cy: place,
              r: 5,
            })
          : null,
      )
    }),
  )
  const spoken = rows.map(({ label, value, interval }) =>
    interval === undefined
      ? `${label}: ${formatNumber(value)}.`
      : `${label}: ${formatNumber(value)}, from ${formatNumber(interval[0])} to ${formatNumber(interval[1])}.`,
  )
  return picture({
    ...{ name, title, drawing, height },
    width: pictureSize.width,
    description: [plot.description ?? [], spoken].flat().join(' '),
    data: {
      columns: ['name', plot.x.label, 'low', 'high'],
      rows: rows.map(({ label, value, interval }) => [label, value, interval?.[0], interval?.[1]]),
    },
  })
}
