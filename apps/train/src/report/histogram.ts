import { bin } from 'd3-array'
import { formatNumber } from '../cli/format-number.ts'
import { type Axis, extentOf, frame } from './frame.ts'
import { element, fragment } from './markup.ts'
import { type Picture, picture, pictureSize } from './picture.ts'
import { seriesClass } from './style.ts'

/** What a histogram shows. */
export interface Histogram {
  readonly name: string
  readonly title: string
  readonly x: Axis
  /** What is counted, such as `rows`. */
  readonly counted: string
  readonly values: ArrayLike<number>
  readonly bins?: number
  readonly description?: string
}

/** How many values lie where. */
export function histogram({
  name,
  title,
  x: axis,
  counted,
  values,
  ...options
}: Histogram): Picture {
  const known = Array.from(values).filter(Number.isFinite)
  const [low, high] = extentOf(known)
  const bins = bin()
    .domain([low, high])
    .thresholds(options.bins ?? 30)(known)
  const counts = bins.map((of, index) => ({
    low: of.x0 ?? low,
    // The last bin of d3 ends at the domain, and may be narrower than what its name says.
    high: index === bins.length - 1 ? high : (of.x1 ?? high),
    count: of.length,
  }))
  const axes = frame({
    x: axis,
    y: { label: counted },
    values: { x: [low, high], y: [0, ...counts.map(({ count }) => count)] },
  })
  const { x, y, bottom } = axes
  const bars = counts.map((of) =>
    element('rect', {
      class: `fill cell ${seriesClass(0)}`,
      x: x(of.low),
      y: y(of.count),
      width: Math.max(0, x(of.high) - x(of.low)),
      height: Math.max(0, bottom - y(of.count)),
    }),
  )
  const median = known.sort((a, b) => a - b)[known.length >> 1] ?? Number.NaN
  const words = `${known.length} ${counted}, from ${formatNumber(low)} to ${formatNumber(high)}, half of them below ${formatNumber(median)}.`
  return picture({
    ...{ name, title, ...pictureSize },
    drawing: fragment(axes.axes, bars),
    description: [options.description ?? [], words].flat().join(' '),
    data: {
      columns: [`${axis.label}, from`, 'to', counted],
      rows: counts.map((of) => [of.low, of.high, of.count]),
    },
  })
}
