import { greatest, group, least } from 'd3-array'
import { area, line } from 'd3-shape'
import { formatNumber } from '../cli/format-number.ts'
import { type Axis, type Frame, frame, type Position } from './frame.ts'
import { element, fragment, type Markup } from './markup.ts'
import { type Picture, picture, pictureSize } from './picture.ts'
import { seriesClass, seriesLooks } from './style.ts'
import type { Cell, Table } from './table.ts'

/** A curve: `y[i]` over `x[i]`; where a number is not finite there is a gap. */
export interface Series {
  readonly name: string
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
  /** Around the curve: `low[i]` to `high[i]`. */
  readonly band?: { readonly low: ArrayLike<number>; readonly high: ArrayLike<number> }
  /** Whether points are marked where the curve has its numbers; false unless given. */
  readonly hasDots?: boolean
}

/** A place that a line across the picture marks. */
export interface Mark {
  readonly name: string
  readonly x?: number
  readonly y?: number
}

/** What a line chart shows. */
export interface LineChart {
  readonly name: string
  readonly title: string
  readonly x: Axis
  readonly y: Axis
  /** With their names above the picture where there are several. */
  readonly series: readonly Series[]
  /** Thin curves without a name, behind the others. */
  readonly background?: readonly Series[]
  readonly marks?: readonly Mark[]
  /** Words before those on each curve. */
  readonly description?: string
}

/** Curves over one axis. */
export function lineChart(chart: LineChart): Picture {
  const { name, title, series, background = [], marks = [] } = chart
  const drawn = [...series, ...background]
  const axes = frame({
    x: chart.x,
    y: chart.y,
    values: {
      x: drawn.flatMap(({ x }) => Array.from(x)).concat(marks.flatMap(({ x = [] }) => x)),
      y: drawn
        .flatMap(({ y, band }) =>
          [y, band?.low ?? [], band?.high ?? []].flatMap((of) => Array.from(of)),
        )
        .concat(marks.flatMap(({ y = [] }) => y)),
    },
    names: series.length > 1 ? series.map((one) => one.name) : [],
  })
  const drawing = fragment(
    axes.axes,
    background.map((one) => curve(one, axes, `curve faint ${seriesClass(seriesLooks - 1)}`)),
    series.map((one, index) => bandOf(one, axes, index)),
    marks.map((mark) => markOf(mark, axes)),
    series.map((one, index) => [
      curve(one, axes, `curve ${seriesClass(index)}`),
      one.hasDots === true ? dots(one, axes, index) : null,
    ]),
  )
  const words = [chart.description ?? [], series.map(seriesWords), marks.map(markWords)].flat(2)
  const data = seriesTable(chart.x.label, series)
  return picture({ name, title, ...pictureSize, drawing, data, description: words.join(' ') })
}

const isPoint = ([x, y]: readonly [number, number]): boolean =>
  Number.isFinite(x) && Number.isFinite(y)

const points = ({ x, y }: Pick<Series, 'x' | 'y'>): [number, number][] =>
  Array.from({ length: Math.min(x.length, y.length) }, (_, i) => [
    x[i] ?? Number.NaN,
    y[i] ?? Number.NaN,
  ])

function curve(of: Series, { x, y }: Frame, look: string): Markup | null {
  const path = line<[number, number]>(
    ([place]) => x(place),
    ([, value]) => y(value),
  )
    .defined((point) => isPoint(point) && Number.isFinite(y(point[1])))
    .digits(1)
  const d = path(thinned(points(of), x))
  return d === null || d === '' ? null : element('path', { class: look, d })
}

function bandOf({ x: places, band }: Series, { x, y }: Frame, index: number): Markup | null {
  if (band === undefined) return null
  const path = area<number>()
    .defined((i) => isPoint([band.low[i] ?? Number.NaN, band.high[i] ?? Number.NaN]))
    .x((i) => x(places[i] ?? 0))
    .y0((i) => y(band.low[i] ?? 0))
    .y1((i) => y(band.high[i] ?? 0))
    .digits(1)
  const d = path(Array.from(places, (_, i) => i))
  return d === null || d === ''
    ? null
    : element('path', { class: `band fill ${seriesClass(index)}`, d })
}

const dots = (of: Series, { x, y }: Frame, index: number): Markup =>
  fragment(
    points(of)
      .filter(isPoint)
      .map(([place, value]) =>
        element('circle', {
          class: `fill dot ${seriesClass(index)}`,
          cx: x(place),
          cy: y(value),
          r: 3.5,
        }),
      ),
  )

function markOf({ name, x, y }: Mark, { left, right, top, bottom, ...to }: Frame): Markup {
  const lines = [
    x === undefined ? null : { x1: to.x(x), x2: to.x(x), y1: top, y2: bottom },
    y === undefined ? null : { x1: left, x2: right, y1: to.y(y), y2: to.y(y) },
  ]
  const text =
    x === undefined
      ? { class: 'end', x: right - 2, y: to.y(y ?? 0) - 4 }
      : {
          class: to.x(x) > (left + right) / 2 ? 'end' : undefined,
          x: to.x(x) + (to.x(x) > (left + right) / 2 ? -4 : 4),
          y: top + 10,
        }
  return fragment(
    lines.map((line) => line && element('line', { class: 'mark', ...line })),
    element('text', text, name),
  )
}

/** The first, the lowest, the highest and the last point within each pixel, between which no eye sees a curve. */
function thinned(
  curvePoints: readonly [number, number][],
  x: Position,
): readonly [number, number][] {
  if (curvePoints.length <= 600) return curvePoints
  const byPixel = group(curvePoints.keys(), (index) => Math.round(x(curvePoints[index]?.[0] ?? 0)))
  const valueAt = (index: number): number => curvePoints[index]?.[1] ?? Number.NaN
  return [...byPixel.values()].flatMap((indices) => {
    const kept = [indices[0], least(indices, valueAt), greatest(indices, valueAt), indices.at(-1)]
    const distinct = new Set(kept.map((index) => index ?? 0))
    return [...distinct]
      .sort((a, b) => a - b)
      .flatMap((index) => curvePoints.slice(index, index + 1))
  })
}

function seriesWords(of: Series): string {
  const known = points(of).filter(isPoint)
  const [first, last] = [known[0], known.at(-1)]
  if (first === undefined || last === undefined) return `${of.name}: no numbers.`
  const spoken = ([x, y]: [number, number]): string => `${formatNumber(y)} at ${formatNumber(x)}`
  return known.length === 1
    ? `${of.name}: ${spoken(first)}.`
    : `${of.name}: from ${spoken(first)} to ${spoken(last)}.`
}

const markWords = ({ name, x, y }: Mark): string => `${name}: ${formatNumber(x ?? y ?? 0)}.`

/** The numbers of a chart: a column for each curve where all have the same places, and else a row for each point. */
function seriesTable(xLabel: string, series: readonly Series[]): Pick<Table, 'columns' | 'rows'> {
  const [first] = series
  const isShared = series.every(
    ({ x }) =>
      x.length === first?.x.length && Array.from(x).every((value, i) => value === first.x[i]),
  )
  const bounds = (band: Series['band'], index: number): Cell[] =>
    band === undefined ? [] : [band.low[index], band.high[index]]
  if (first !== undefined && isShared)
    return {
      columns: [
        xLabel,
        ...series.flatMap(({ name, band }) =>
          band === undefined ? [name] : [name, `${name}, low`, `${name}, high`],
        ),
      ],
      rows: Array.from(first.x, (place, index) => [
        place,
        ...series.flatMap(({ y, band }) => [y[index], ...bounds(band, index)]),
      ]),
    }
  const hasBands = series.some(({ band }) => band !== undefined)
  return {
    columns: ['series', xLabel, 'value', ...(hasBands ? ['low', 'high'] : [])],
    rows: series.flatMap(({ name, x, y, band }) =>
      Array.from(x, (place, index) => [name, place, y[index], ...bounds(band, index)]),
    ),
  }
}
